"""A headless Chromium without network, and what the tests of pages ask of it."""
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

SKIPPED = 77  # the exit status that ctest takes for a skipped test

try:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import WebDriverWait
except ImportError:
    webdriver = None

ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
             "--force-device-scale-factor=1", "--window-size=1200,900"]


def skip_without_chromium():
    """Ends the test as skipped, saying what to install, where Chromium cannot be driven."""
    missing = [package for package, there in (("chromium", shutil.which("chromium")),
                                              ("chromium-driver", shutil.which("chromedriver")),
                                              ("python3-selenium", webdriver)) if not there]
    if missing:
        print("skipped: to look at pages install: apt-get install " + " ".join(missing))
        sys.exit(SKIPPED)


@contextmanager
def chromium():
    """One browser for all tests: starting it takes longer than any of them."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium")
        for argument in [*ARGUMENTS, f"--user-data-dir={profile}"]:
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        try:
            driver.set_script_timeout(60)
            driver.execute_cdp_cmd("Network.enable", {})
            driver.execute_cdp_cmd("Network.emulateNetworkConditions",
                                   {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0})
            yield driver
        finally:
            driver.quit()


class Page:
    """A page that was loaded, and its first panel unless another is named."""

    def __init__(self, driver, path):
        self.driver = driver
        driver.get_log("browser")  # what earlier pages left behind
        driver.get(Path(path).resolve().as_uri())
        self.wait_for(lambda: driver.execute_script("return document.documentElement.dataset.readyMs"), "the page to be ready")
        self.ready_ms = float(driver.execute_script("return document.documentElement.dataset.readyMs"))
        self.settle()  # a scroll bar that came with the picture makes it narrower

    def wait_for(self, condition, what):
        return WebDriverWait(self.driver, 20, 0.05).until(lambda _: condition(), f"waited in vain for {what}")

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def settle(self):
        """Waits until what was asked for is drawn."""
        self.driver.execute_async_script(
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))")

    def view(self, panel=0):
        self.settle()
        return self.run("return proflens.panels[arguments[0]].view()", panel)

    def place(self, x, y, panel=0):
        """Where a point in data units lies on the plot, in pixels of the page."""
        return self.run("const p = proflens.panels[arguments[0]]; return [p.x.pixel(arguments[1]), p.y.pixel(arguments[2])]",
                        panel, x, y)

    def place_on_frame(self, x, share, panel=0):
        """Where x in data units and a share of the height of the axes lie on the plot."""
        self.settle()
        return self.run("""const p = proflens.panels[arguments[0]];
            return [p.x.pixel(arguments[1]), p.frame.top + p.frame.height * (1 - arguments[2])]""", panel, x, share)

    def plot(self, panel=0):
        return self.driver.find_elements(By.CSS_SELECTOR, ".plot")[panel]

    def mouse(self, place, panel=0):
        """A chain of actions that begins with the pointer at this place of the plot."""
        plot = self.plot(panel)
        self.run("arguments[0].scrollIntoView({block: 'center'})", plot)
        size = plot.rect
        return ActionChains(self.driver, duration=10).move_to_element_with_offset(
            plot, round(place[0] - size["width"] / 2), round(place[1] - size["height"] / 2))

    def tip(self):
        """The rows of the tooltip with its heading, as the reader sees them; None if there is none."""
        self.settle()
        return self.run("""const tip = document.querySelector(".tip");
            if (tip.hidden) return null;
            const texts = (name) => Array.from(tip.querySelectorAll(name), (e) => e.textContent);
            const names = texts("dt"), values = texts("dd"), heading = texts("b");
            return [heading[0] || "", names.map((name, i) => [name, values[i]])];""")

    def hover(self, x, y, panel=0):
        """The tooltip over a point in data units."""
        return self.hover_at(self.place(x, y, panel), panel)

    def hover_at(self, place, panel=0):
        """The tooltip over a place of the plot."""
        self.mouse([place[0] + 30, place[1] + 30], panel).perform()
        self.mouse(place, panel).perform()
        self.settle()
        return self.tip()

    def button(self, text, panel=0):
        root = self.driver.find_elements(By.CSS_SELECTOR, ".panel")[panel]
        return next(b for b in root.find_elements(By.CSS_SELECTOR, "button") if b.text.strip() == text)

    def pixel(self, x, y, panel=0):
        """The colour at a point in data units."""
        return self.pixel_at(self.place(x, y, panel), panel)

    def pixel_at(self, place, panel=0):
        """The colour at a place of the plot. Read from a copy: a canvas that is read often is slow to draw."""
        self.settle()
        return self.run("""const p = proflens.panels[arguments[0]], r = p.frame.ratio, copy = document.createElement("canvas");
            copy.width = copy.height = 1;
            const context = copy.getContext("2d", { willReadFrequently: true });
            context.drawImage(p.base, -Math.round(arguments[1][0] * r), -Math.round(arguments[1][1] * r));
            return Array.from(context.getImageData(0, 0, 1, 1).data)""", panel, place)

    def colours_around(self, place, reach, panel=0):
        """The colours of all pixels that are at most so far from a place of the plot."""
        self.settle()
        return self.run("""const p = proflens.panels[arguments[0]], r = p.frame.ratio, copy = document.createElement("canvas");
            const [x, y] = arguments[1].map((v) => Math.round(v * r)), reach = arguments[2];
            const size = copy.width = copy.height = 2 * reach + 1;
            const context = copy.getContext("2d", { willReadFrequently: true });
            context.drawImage(p.base, reach - x, reach - y);
            const data = context.getImageData(0, 0, size, size).data;
            return Array.from({ length: size * size }, (_, i) => Array.from(data.slice(4 * i, 4 * i + 4)))""", panel, place, reach)

    def console_errors(self):
        return [entry for entry in self.driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]


class Sealed:
    """What every page must pass; beside unittest.TestCase, with a `page` and its `driver`."""

    def test_it_loads_nothing_but_itself(self):
        self.assertEqual(self.page.run("return performance.getEntriesByType('resource').map((r) => r.name)"), [])

    def test_the_policy_forbids_to_load_anything(self):
        blocked = self.driver.execute_async_script("""const done = arguments[0];
            document.addEventListener("securitypolicyviolation", (e) => done(e.effectiveDirective), { once: true });
            const image = new Image();
            image.src = "https://example.invalid/a.png";""")
        self.assertEqual(blocked, "img-src")
        self.page.console_errors()  # the one that was provoked
