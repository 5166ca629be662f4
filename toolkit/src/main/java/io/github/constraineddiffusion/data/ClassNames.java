package io.github.constraineddiffusion.data;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Names of classes and their numbers. */
final class ClassNames {
  private ClassNames() {}

  /** The class of each picture: its first folder, or the set's name where none has a folder. */
  static TreeMap<String, String> ofFolders(String setName, String file, List<String> entries) {
    var classes = new TreeMap<String, String>();
    boolean folders = entries.get(0).contains("/");
    for (String entry : entries) {
      if (entry.contains("/") != folders) {
        throw DataException.of(
            file,
            "%s is %s a sub-folder, but %s is not"
                .formatted(entries.get(0), folders ? "in" : "outside", entry),
            "pictures in sub-folders named after their classes, or none: move them");
      }
      classes.put(entry, folders ? entry.substring(0, entry.indexOf('/')) : setName);
    }
    return classes;
  }

  /** The different names in order: as numbers if all are whole numbers. */
  static List<String> sorted(Collection<String> names) {
    boolean numbers = names.stream().allMatch(name -> name.matches("-?\\d{1,9}"));
    Comparator<String> order =
        numbers
            ? Comparator.<String>comparingInt(Integer::parseInt)
                .thenComparing(Comparator.naturalOrder())
            : Comparator.naturalOrder();
    return names.stream().distinct().sorted(order).toList();
  }

  /** The number of each picture's class. */
  static int[] numbers(String file, Map<String, String> named, List<String> names) {
    var numbers = new int[named.size()];
    int next = 0;
    for (var entry : named.entrySet()) {
      int number = names.indexOf(entry.getValue());
      if (number < 0) {
        throw DataException.of(
            file,
            "%s has the class \"%s\"".formatted(entry.getKey(), entry.getValue()),
            "one of " + names);
      }
      numbers[next++] = number;
    }
    return numbers;
  }
}
