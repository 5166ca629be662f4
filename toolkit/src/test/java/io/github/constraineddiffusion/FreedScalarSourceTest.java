package io.github.constraineddiffusion;

import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/**
 * Keeps the engine's arithmetic with Java numbers out: it hands autograd memory that is freed, and
 * gradients are silently wrong. Looks at the compiled calls, so no spelling escapes.
 */
class FreedScalarSourceTest {
  private static final ArchRule NO_NUMBERS =
      noClasses()
          .should(
              callMethodWhere(
                  DescribedPredicate.describe(
                      "an array takes a java.lang.Number, or DJL's own helper does",
                      FreedScalarSourceTest::isFaulty)));

  private static boolean isFaulty(JavaMethodCall call) {
    JavaClass owner = call.getTargetOwner();
    boolean onArray = owner.isAssignableTo(NDArray.class);
    boolean takesNumber =
        call.getTarget().getRawParameterTypes().stream()
            .anyMatch(type -> type.isEquivalentTo(Number.class));
    String name = call.getTarget().getName();
    boolean creates = name.equals("create") || name.equals("full");
    boolean helper = owner.getPackageName().equals("ai.djl.nn") && name.matches("swish|mish|elu");
    return onArray && takesNumber && !creates || helper;
  }

  @Test
  void nothingDoesArithmeticOfArraysWithJavaNumbers() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.github.constraineddiffusion");
    NO_NUMBERS.check(classes);
  }

  @Test
  void theCheckSeesSuchACall() {
    JavaClasses culprit = new ClassFileImporter().importClasses(Culprit.class);
    assertThrows(AssertionError.class, () -> NO_NUMBERS.check(culprit));
  }

  /** Does what must not be done. */
  private static final class Culprit {
    static NDArray twice(NDArray x) {
      return x.mul(2f);
    }
  }
}
