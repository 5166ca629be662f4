"""Golden optima of constrained problems between overlapping Gaussian mixtures, from SciPy.

Trapezoid rule on a fine uniform grid; L-BFGS-B on the dual function, polished by a root finder;
u* by SLSQP over the simplex. Independent of the toolkit's own grid and optimizer.

    python toolkit/src/test/golden/constrained_optimum.py > toolkit/src/test/resources/golden/constrained-optimum.json
"""

import json

import numpy as np
from scipy.optimize import minimize, root
from scipy.special import logsumexp
from scipy.stats import multivariate_normal

LINE = {
    "means": [[0.0], [2.0], [-1.5], [3.5]],
    "covariances": [[[1.0]], [[0.5]], [[0.2]], [[0.8]]],
    "objective": [0.9, 0.06, 0.03, 0.01],
    "constraints": [[0, 1, 0, 0], [0, 0, 1, 0], [0, 0.5, 0, 0.5]],
    "thresholds": [0.8, 0.9, 1.5],
    "box": [[-12.0, 14.0, 20001]],
}
PLANE = {
    "means": [[1.0, 0.0], [-0.5, 0.9], [-0.5, -0.9]],
    "covariances": [
        [[0.3, 0.1], [0.1, 0.2]],
        [[0.25, -0.1], [-0.1, 0.3]],
        [[0.2, 0.0], [0.0, 0.2]],
    ],
    "objective": [0.9, 0.06, 0.04],
    "constraints": [[0, 1, 0], [0, 0, 1]],
    "thresholds": [1.2, 1.0],
    "box": [[-6.0, 6.5, 1201], [-6.5, 6.5, 1201]],
}
INFEASIBLE = dict(LINE, thresholds=[0.2, 0.3, 1.3])


def solve(case):
    axes = [np.linspace(*b[:2], int(b[2])) for b in case["box"]]
    points = np.stack(np.meshgrid(*axes, indexing="ij"), -1).reshape(-1, len(axes))
    cell = np.prod([a[1] - a[0] for a in axes])
    logs = np.stack(
        [
            multivariate_normal(m, c).logpdf(points)
            for m, c in zip(case["means"], case["covariances"])
        ]
    )

    def log_density(weights):
        return logsumexp(logs, axis=0, b=np.array(weights, dtype=float)[:, None])

    q = np.array([case["objective"]] + case["constraints"], dtype=float)
    log_q = np.stack([log_density(w) for w in q])
    mass = np.exp(log_q) * cell
    negative_entropy = (mass * log_q).sum(1)
    b = np.array(case["thresholds"])

    def kls(weights):
        weights = np.asarray(weights, dtype=float)
        log_mix = log_density(weights @ q / weights.sum())
        return negative_entropy - mass @ log_mix

    def dual(lam):
        kl = kls(np.r_[1, lam])
        return kl[0] + lam @ (kl[1:] - b), kl[1:] - b

    def u_star():
        m = len(b)

        def negative(a):
            kl = kls(np.r_[0, a])[1:] - b
            return -(a @ kl), -kl

        found = minimize(
            negative,
            np.full(m, 1 / m),
            jac=True,
            method="SLSQP",
            bounds=[(1e-9, 1)] * m,
            constraints={"type": "eq", "fun": lambda a: a.sum() - 1, "jac": lambda a: np.ones(m)},
            options={"ftol": 1e-14, "maxiter": 500},
        )
        return -found.fun, found.x

    result = {k: v for k, v in case.items() if k != "box"}
    u, weights = u_star()
    result["uStar"], result["uWeights"] = float(u), weights.tolist()
    lam = np.full(len(b), 0.3)
    result["klAt03"] = kls(np.r_[1, lam]).tolist()
    result["dualAt03"] = float(dual(lam)[0])
    if u < 0:
        found = minimize(
            lambda x: tuple(-v for v in dual(x)),
            lam,
            jac=True,
            method="L-BFGS-B",
            bounds=[(0, None)] * len(b),
            options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 2000},
        )
        active = found.x > 1e-5
        x = np.zeros(len(b))

        def stationary(y):
            x[active] = y
            return dual(x)[1][active]

        x[active] = root(stationary, found.x[active], tol=1e-13).x
        result["lambda"] = x.tolist()
        result["objectiveNats"] = float(kls(np.r_[1, x])[0])
        result["nats"] = kls(np.r_[1, x])[1:].tolist()
    return result


print(json.dumps([solve(LINE), solve(PLANE), solve(INFEASIBLE)], indent=1))
