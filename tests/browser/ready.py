"""How long pages take until they can be used: ready.py PAGE [TIMES] prints `seconds=0.3` for each time."""
import sys

import browser

if __name__ == "__main__":
    browser.skip_without_chromium()
    with browser.chromium() as driver:
        for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 1):
            print(f"seconds={browser.Page(driver, sys.argv[1]).ready_ms / 1000:.3f}")
