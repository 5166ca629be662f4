package io.github.constraineddiffusion.constraint;

/**
 * What a constraint asks for, apart from how it is measured: a smallest share of the samples, a
 * largest divergence in nats, or a largest denoising loss.
 */
public sealed interface Threshold {

  /**
   * Returns the bound b of D_KL(qⁱ‖p) ≤ b.
   *
   * @return b in nats
   * @throws IllegalStateException for a threshold in loss units, which has no conversion
   */
  double nats();

  /**
   * Says whether the threshold is or converts to nats.
   *
   * @return false for loss units
   */
  default boolean hasNats() {
    return !(this instanceof MaxLoss);
  }

  /**
   * At least this fraction of the samples: b = −log share, exact where classes are disjoint.
   *
   * @param share the smallest fraction of samples, strictly between 0 and 1
   */
  record MinShare(double share) implements Threshold {
    /**
     * Checks the share.
     *
     * @param share the smallest fraction of samples, strictly between 0 and 1
     */
    public MinShare {
      if (!(share > 0 && share < 1)) {
        throw new IllegalArgumentException(
            "minShare is "
                + share
                + ", but a share lies in (0, 1): give the smallest fraction of samples, such as"
                + " 0.1");
      }
    }

    @Override
    public double nats() {
      return -Math.log(share);
    }

    @Override
    public String toString() {
      return "share ≥ " + share;
    }
  }

  /**
   * At most this divergence D_KL(qⁱ‖p).
   *
   * @param nats the bound b, above 0
   */
  record MaxNats(double nats) implements Threshold {
    /**
     * Checks the bound.
     *
     * @param nats the bound b, above 0
     */
    public MaxNats {
      Checks.positive("atMostNats", nats, "a divergence such as 1.6 (the nats of a share of 0.2)");
    }

    @Override
    public String toString() {
      return "KL ≤ " + nats + " nats";
    }
  }

  /**
   * At least so many effective classes exp(H(s)) among C: D_KL(s‖uniform) ≤ log(C/n).
   *
   * @param effective n, above 1 and below C
   * @param classes C
   */
  record MinEffectiveClasses(double effective, int classes) implements Threshold {
    /**
     * Checks the number.
     *
     * @param effective n, above 1 and below C
     * @param classes C
     */
    public MinEffectiveClasses {
      if (!(effective > 1 && effective < classes)) {
        throw new IllegalArgumentException(
            ("atLeast is %s effective classes, but of %d classes there are more than 1 and, with"
                    + " multipliers that are finite, less than %d: ask for a number between")
                .formatted(effective, classes, classes));
      }
    }

    @Override
    public double nats() {
      return Math.log(classes / effective);
    }

    @Override
    public String toString() {
      return "effective classes ≥ " + effective + " of " + classes;
    }
  }

  /**
   * At most u, the smallest bound that all constraints of a problem can meet together: D_KL +
   * offset ≤ u (arXiv 2508.19104).
   *
   * @param offset nats added to the divergence; H(qⁱ) turns D_KL(qⁱ‖p) into the cross-entropy
   */
  record Common(double offset) implements Threshold {
    /**
     * Checks the offset.
     *
     * @param offset nats added to the divergence
     */
    public Common {
      if (!Double.isFinite(offset)) {
        throw new IllegalArgumentException(
            "the offset is " + offset + " nats, but must be finite: give 0 for none");
      }
    }

    /** Returns −offset: the bound of the divergence is u − offset, with u still to be found. */
    @Override
    public double nats() {
      return 0.0 - offset;
    }

    @Override
    public String toString() {
      return offset == 0 ? "KL ≤ u" : "KL + " + offset + " ≤ u";
    }
  }

  /**
   * At most this denoising loss E‖ε − ε_θ‖² / d on the constraint's samples: a mean over the d
   * elements of a sample and over timesteps, of the noise whatever the network predicts.
   *
   * @param loss the bound in units of the loss, above 0
   */
  record MaxLoss(double loss) implements Threshold {
    /**
     * Checks the bound.
     *
     * @param loss the bound in units of the loss, above 0
     */
    public MaxLoss {
      Checks.positive("atMostLoss", loss, "a denoising loss as measured in training, such as 0.05");
    }

    /** Refuses: a loss is the KL plus a constant that nobody knows. */
    @Override
    public double nats() {
      throw new IllegalStateException(
          "the threshold is a loss of "
              + loss
              + ", and a loss does not convert to nats: state the constraint as minShare or"
              + " atMostNats, or compare with the loss measured at the λ*-mixture");
    }

    @Override
    public String toString() {
      return "loss ≤ " + loss;
    }
  }
}
