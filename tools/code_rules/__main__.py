"""Check the rules: `python -m tools.code_rules`. Exits with 1 when one is violated; always prints the statistics."""

import sys

from tools.code_rules.classes import check_classes
from tools.code_rules.exceptions import load_exceptions
from tools.code_rules.import_circles import check_import_circles
from tools.code_rules.inventory import read_inventory
from tools.code_rules.layout import check_layout
from tools.code_rules.names import check_names, describe_names
from tools.code_rules.tracked_files import check_tracked_files


def main() -> int:
    exceptions = load_exceptions()
    inventory = read_inventory()
    broken = [
        *check_layout(exceptions),
        *check_names(inventory, exceptions),
        *check_classes(inventory, exceptions),
        *check_import_circles(),
        *check_tracked_files(),
        *exceptions.describe_unused(),
    ]
    for sentence in broken:
        print(sentence)
    print(describe_names(inventory))
    print(f"code rules: {len(broken)} broken" if broken else "code rules: all kept")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
