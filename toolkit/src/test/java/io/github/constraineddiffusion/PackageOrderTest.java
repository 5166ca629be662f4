package io.github.constraineddiffusion;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One direction only: a package uses packages of lower levels and nothing else of this project. */
class PackageOrderTest {
  private static final String ROOT = "io.github.constraineddiffusion.";
  private static final List<List<String>> LEVELS =
      List.of(
          List.of("schedule", "dual", "tensor"),
          List.of("data"),
          List.of("denoiser"),
          List.of("sampler"),
          List.of("divergence"),
          List.of("constraint", "reward"),
          List.of("trainer"),
          List.of("composition"),
          List.of("eval"),
          List.of("view"),
          List.of("sweep", "graph"),
          List.of("notebook"));
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.github.constraineddiffusion");

  @Test
  void packagesUseLowerLevelsOnly() {
    for (int level = 0; level < LEVELS.size(); level++) {
      for (String name : LEVELS.get(level)) {
        List<String> forbidden = new ArrayList<>();
        LEVELS.subList(level, LEVELS.size()).stream()
            .flatMap(List::stream)
            .filter(other -> !other.equals(name))
            .forEach(other -> forbidden.add(ROOT + other + ".."));
        noClasses()
            .that()
            .resideInAPackage(ROOT + name + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(forbidden.toArray(new String[0]))
            .allowEmptyShould(true)
            .check(CLASSES);
      }
    }
  }

  @Test
  void everyPackageHasALevel() throws IOException {
    Path root = Path.of("src/main/java/io/github/constraineddiffusion");
    try (Stream<Path> folders = Files.list(root)) {
      for (Path folder : folders.filter(Files::isDirectory).toList()) {
        String name = folder.getFileName().toString();
        assertTrue(LEVELS.stream().anyMatch(level -> level.contains(name)), name);
      }
    }
  }

  @Test
  void onlyTheEngineLayerSeesThePyTorchEngine() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "tensor..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl.pytorch..")
        .check(CLASSES);
  }

  @Test
  void schedulesAndDualsArePlainJava() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + "schedule..", ROOT + "dual..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(CLASSES);
  }
}
