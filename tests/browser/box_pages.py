"""Looks at pages of box plots in a headless Chromium: box_pages.py FOLDER, with the pages of box_pages.cpp in it."""
import base64
import sys
import time
import unittest
from contextlib import contextmanager
from pathlib import Path

import browser

FOLDER = Path(sys.argv.pop()) if len(sys.argv) > 1 else Path(".")


class PageTest(unittest.TestCase):
    driver = None
    name = "known.html"

    def setUp(self):
        self.page = browser.Page(self.driver, FOLDER / self.name)

    def tearDown(self):
        self.assertEqual(self.page.console_errors(), [])

    def order(self, panel=0):
        """The labels of the devices from left to right."""
        self.page.settle()
        return self.page.run("return proflens.panels[arguments[0]].x.names", panel)

    def choose(self, select, value):
        self.page.run("""const control = document.getElementById(arguments[0]);
            control.value = arguments[1];
            control.dispatchEvent(new Event("change"));""", select, value)

    def write(self, control, text):
        field = self.driver.find_element("id", control)
        field.clear()
        field.send_keys(text)
        self.page.settle()

    def wheel(self, place, panel=0, **keys):
        """Whether the page took the wheel, turned to zoom in, over a place of the plot for itself."""
        taken = self.page.run("""const plot = arguments[0], box = plot.getBoundingClientRect();
            return !plot.dispatchEvent(new WheelEvent("wheel", { deltaY: -300, bubbles: true, cancelable: true,
              clientX: box.left + arguments[1], clientY: box.top + arguments[2], ...arguments[3] }));""",
                              self.page.plot(panel), *place, keys)
        self.page.settle()
        return taken

    def spoken(self):
        self.page.settle()
        self.page.settle()
        return self.driver.find_element("id", "spoken").get_attribute("textContent")

    @contextmanager
    def emulated(self, scheme):
        """As for readers who like it dark, or light."""
        command = "Emulation.setEmulatedMedia"
        try:
            self.driver.execute_cdp_cmd(command, {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
            yield
        finally:
            self.driver.execute_cdp_cmd(command, {"features": []})


class Known(browser.Sealed, PageTest):
    def test_devices_stand_in_the_order_of_their_numbers(self):
        self.assertEqual(self.order(), ["0_0", "0_2", "0_10", "1_0"])
        self.assertEqual(self.order(1), ["0_0", "0_2", "0_10", "1_0"])  # gaps keep their places

    def test_panels_are_named_below_and_say_their_whole_key(self):
        names = self.page.run("return Array.from(document.querySelectorAll('h2'), (e) => e.textContent)")
        self.assertEqual(names, ["MatMul-8,128;128,64", "Cast-N/A", "Add"])
        plot, name = (self.page.run(f"return document.querySelector('#panel-0 {what}').getBoundingClientRect().bottom")
                      for what in (".plot", "h2"))
        self.assertGreater(name, plot)
        heading = self.driver.find_elements("tag name", "h2")[0]
        browser.ActionChains(self.driver, duration=10).move_to_element(heading).perform()
        self.assertEqual(self.page.tip(), ["MatMul-8,128;128,64", [
            ["Operator", "MatMul"], ["Input shapes", "8,128;128,64"], ["Input data types", "FLOAT16;FLOAT16"],
            ["Output shapes", "8,64"]]])

    def test_hover_tells_every_statistic_of_a_box(self):
        self.assertEqual(self.page.hover(0, 600), ["0_0", [
            ["Count", "1,000"], ["Total", "603 ms"], ["Mean", "603 us"], ["Standard deviation", "21 us"],
            ["Variance", "441 us²"], ["Minimum", "510 us"], ["Lower whisker", "540 us"], ["First quartile", "580 us"],
            ["Median", "600 us"], ["Third quartile", "625 us"], ["Upper whisker", "670 us"],
            ["95th percentile", "665 us"], ["99th percentile", "695 us"], ["Maximum", "760 us"], ["Range", "250 us"],
            ["Outliers", "7 (3 drawn)"], ["Against the devices' median", "−7.69 %"]]])
        heading, rows = self.page.hover(3, 700)
        self.assertEqual((heading, rows[0]), ("1_0 – slow", ["Count", "1,000"]))
        self.assertEqual(rows[-1][1], "+38.5 %")

    def test_a_missing_box_is_told_as_such(self):
        self.assertEqual(self.page.hover(1, 200, panel=1), ["0_2 – did not run this operator", []])
        self.page.mouse([0, 0]).move_to_element(self.driver.find_element("tag name", "h1")).perform()
        self.page.wait_for(lambda: self.page.tip() is None, "the tooltip to go")

    def test_boxes_are_drawn_at_their_places(self):
        face = self.page.run("return themeNow().face"), self.page.run("return themeNow().slowFace")
        hexadecimal = ["#" + "".join(f"{part:02x}" for part in self.page.pixel(*at)[:3]) for at in ((0, 588), (3, 888))]
        self.assertEqual(hexadecimal, list(face))
        self.assertEqual(self.page.pixel(0, 730)[:3], [255, 255, 255])  # above its whisker
        self.assertEqual(self.page.pixel(1, 190, panel=1)[:3], [255, 255, 255])  # a gap

    def test_devices_are_sorted_by_number_median_or_spread(self):
        self.choose("sort", "median")
        self.assertEqual(self.order(), ["1_0", "0_10", "0_0", "0_2"])
        self.assertEqual(self.order(1), ["1_0", "0_0"])  # without the gaps
        self.choose("sort", "spread")
        self.assertEqual(self.order(), ["0_2", "0_0", "0_10", "1_0"])
        self.assertEqual(self.page.hover(0, 600)[0], "0_2")
        self.choose("sort", "device")
        self.assertEqual(self.order(), ["0_0", "0_2", "0_10", "1_0"])

    def test_operators_and_devices_are_filtered_by_text(self):
        def panels():
            return [e.is_displayed() for e in self.driver.find_elements("css selector", ".panel")]
        self.write("operators", "cAst")
        self.assertEqual(panels(), [False, True, False])
        self.assertEqual(self.driver.find_element("id", "shown").text, "1 of 3 operators, 4 of 4 devices")
        self.write("operators", "none such")
        self.assertEqual(self.driver.find_element("id", "shown").text, "No operator has this text in its name")
        self.write("operators", "m")
        self.assertEqual(panels(), [True, False, False])
        self.write("devices", "0_0")
        self.assertEqual(self.order(), ["0_0"])
        self.write("devices", "0_")
        self.assertEqual(self.order(), ["0_0", "0_2", "0_10"])
        self.write("devices", "77")
        self.assertEqual(self.order(), [])
        self.assertTrue(self.driver.find_element("id", "shown").text.endswith("0 of 4 devices"))
        self.page.plot().send_keys("+", browser.Keys.ARROW_RIGHT)  # nothing to move over, and no error

    def test_the_wheel_zooms_along_the_devices_and_with_shift_along_the_values(self):
        before, place = self.page.view(), self.page.place(2, 700)
        browser.ActionChains(self.driver, duration=10).move_to_element(self.driver.find_element("tag name", "h1")).perform()
        self.assertFalse(self.wheel(place))  # the page scrolls
        self.assertEqual(self.page.view(), before)
        self.page.mouse(place).perform()
        self.page.settle()
        self.assertFalse(self.wheel(place, deltaY=300))  # it shows everything already
        self.assertTrue(self.wheel(place))
        after = self.page.view()
        self.assertLess(after["x"]["high"] - after["x"]["low"], 0.8 * 4)
        self.assertEqual(after["y"], before["y"])
        self.assertAlmostEqual(self.page.place(2, 700)[0], place[0], delta=8)
        self.assertTrue(self.wheel(place, shiftKey=True))
        zoomed = self.page.view()
        self.assertEqual(zoomed["x"], after["x"])
        self.assertLess(zoomed["y"]["high"] - zoomed["y"]["low"], 0.8 * (before["y"]["high"] - before["y"]["low"]))
        self.page.button("Reset").click()
        self.assertEqual(self.page.view(), before)
        self.assertTrue(self.wheel([10, place[1]]))  # over the axis
        self.assertEqual(self.page.view()["x"], before["x"])
        self.assertNotEqual(self.page.view()["y"], before["y"])

    def test_a_dragged_rectangle_becomes_the_view_and_a_double_click_shows_all_again(self):
        before = self.page.view()
        self.assertFalse(self.page.button("Reset").is_enabled())
        start, end = self.page.place(0.5, 900), self.page.place(2.5, 500)
        self.page.mouse(start).click_and_hold().move_by_offset(
            round(end[0] - start[0]), round(end[1] - start[1])).release().perform()
        view = self.page.view()
        for found, wanted, slack in ((view["x"]["low"], 0.5, 0.02), (view["x"]["high"], 2.5, 0.02),
                                     (view["y"]["low"], 500, 4), (view["y"]["high"], 900, 4)):
            self.assertAlmostEqual(found, wanted, delta=slack)
        self.page.mouse(self.page.place(1.5, 700)).double_click().perform()
        self.assertEqual(self.page.view(), before)

    def test_a_view_is_at_least_a_device_wide_and_never_beyond_the_last(self):
        self.page.plot().click()
        for _ in range(20):
            self.page.plot().send_keys("+")
        view = self.page.view()
        self.assertAlmostEqual(view["x"]["high"] - view["x"]["low"], 1)
        for _ in range(20):
            self.page.plot().send_keys("-")
        view = self.page.view()
        self.assertEqual((view["x"]["low"], view["x"]["high"]), (-0.5, 3.5))

    def test_the_scale_becomes_logarithmic_and_linear_again(self):
        before = self.page.view()
        button = self.driver.find_element("id", "log")
        button.click()
        self.assertTrue(self.page.view()["y"]["log"])
        places = [self.page.place(0, value)[1] for value in (450, 600, 800)]  # equal ratios
        self.assertAlmostEqual(places[0] - places[1], places[1] - places[2], delta=0.01)
        self.assertEqual(self.page.hover(0, 600)[1][8], ["Median", "600 us"])
        button.click()
        self.assertEqual(self.page.view(), before)

    def test_without_outliers_the_view_ends_at_the_whiskers(self):
        high = self.page.view()["y"]["high"]
        self.assertGreater(high, 1060)
        self.driver.find_element("id", "outliers").click()
        self.assertTrue(1010 < self.page.view()["y"]["high"] < 1060)

    def test_keys_go_from_box_to_box_and_the_text_follows(self):
        keys, plot = browser.Keys, self.page.plot()
        for _ in range(20):
            if self.page.run("return document.activeElement === arguments[0]", plot):
                break
            browser.ActionChains(self.driver).send_keys(keys.TAB).perform()
        self.assertTrue(self.page.run("return document.activeElement === arguments[0]", plot))
        self.assertNotEqual(self.page.run("return getComputedStyle(arguments[0]).outlineStyle", plot), "none")
        plot.send_keys(keys.ARROW_RIGHT)
        self.assertTrue(self.spoken().startswith("0_0: Count 1,000, Total 603 ms, Mean 603 us"), self.spoken())
        plot.send_keys(keys.ARROW_RIGHT, keys.ARROW_RIGHT)
        self.assertTrue(self.spoken().startswith("0_10: "), self.spoken())
        self.assertEqual(self.page.tip()[0], "0_10")
        plot.send_keys(keys.END)
        self.assertTrue(self.spoken().startswith("1_0 – slow: "), self.spoken())
        plot.send_keys(keys.HOME, keys.ARROW_LEFT)  # it stays at the first
        self.assertTrue(self.spoken().startswith("0_0: "), self.spoken())
        plot.send_keys("+", "+", "+", keys.END)
        view = self.page.view()
        self.assertTrue(view["x"]["low"] < 3 < view["x"]["high"], view)  # the view follows
        plot.send_keys("0")
        self.assertTrue(self.spoken().startswith("Devices 0_0 to 1_0, from "), self.spoken())
        plot.send_keys(keys.ARROW_RIGHT)
        self.assertIsNotNone(self.page.tip())
        plot.send_keys(keys.ESCAPE)
        self.assertIsNone(self.page.tip())

    def test_readers_of_its_text_are_told_what_a_panel_shows(self):
        self.assertEqual(self.page.plot().get_attribute("aria-label"),
                         "MatMul, 8,128;128,64, FLOAT16;FLOAT16, 8,64: "
                         "4 devices, medians from 500 us to 900 us, slowest 1_0")
        self.assertEqual(self.page.run("return document.documentElement.lang"), "en")
        self.assertIn("quantiles within 0.5 %", self.driver.find_element("id", "notes").text)

    def test_it_is_dark_for_readers_who_like_it_dark_and_by_its_button(self):
        def corner():
            return self.page.pixel_at([1, 1])
        with self.emulated("light"):
            self.page.wait_for(lambda: corner() == [255, 255, 255, 255], "a light page")
        with self.emulated("dark"):
            self.page.wait_for(lambda: max(corner()[:3]) < 60, "a dark page")
            self.driver.find_element("id", "dark").click()
            self.page.wait_for(lambda: corner() == [255, 255, 255, 255], "a light page")

    def test_it_speaks_the_language_of_the_browser_and_the_other_by_its_button(self):
        agent = self.page.run("return navigator.userAgent")
        command = "Emulation.setUserAgentOverride"
        try:
            self.driver.execute_cdp_cmd(command, {"userAgent": agent, "acceptLanguage": "zh-CN"})
            page = browser.Page(self.driver, FOLDER / self.name)
            self.assertEqual(page.run("return document.documentElement.lang"), "zh-CN")
            self.assertEqual(self.driver.title, "total_time：4 个设备上的 3 个算子")
            self.assertEqual(page.hover(0, 600)[1][8], ["中位数", "600 us"])
            self.assertIn("分位数误差不超过 0.5 %", self.driver.find_element("id", "notes").text)
            self.driver.find_element("id", "language").click()
            self.assertEqual(self.driver.title, "total_time: 3 operators on 4 devices")
            self.assertEqual(page.hover(0, 600)[1][8], ["Median", "600 us"])
            self.assertIsNone(page.run("return /[一-鿿]/.test(document.querySelector('main').innerText"
                                       ".replace('中文', '')) ? 'Chinese is left' : null"))
        finally:
            self.driver.execute_cdp_cmd(command, {"userAgent": agent, "acceptLanguage": "en-US"})

    def test_every_text_stands_in_both_languages(self):
        self.assertEqual(self.page.run("""const shape = (words) => Object.entries(words).map(([key, word]) =>
              [key, typeof word === "object" ? shape(word) : typeof word]);
            return JSON.stringify(shape(words.en)) === JSON.stringify(shape(words.zh))"""), True)

    def test_it_prints_light_and_every_panel(self):
        self.page.run("""document.getElementById("dark").click();
            if (document.documentElement.dataset.theme !== "dark") document.getElementById("dark").click();
            window.printed = [];
            addEventListener("beforeprint", () => printed.push(document.documentElement.dataset.theme,
              ...proflens.panels.map((p) => p.frame.ratio)));""")
        self.assertTrue(base64.b64decode(self.driver.print_page()).startswith(b"%PDF"))
        self.assertEqual(self.page.run("return printed"), ["light", 2, 2, 2])
        self.assertEqual(self.page.run("return document.documentElement.dataset.theme"), "dark")

    def test_columns_and_enlarged_panels_follow_the_window(self):
        def widths():
            self.page.settle()
            return self.page.run("return Array.from(document.querySelectorAll('.plot'), (e) => e.clientWidth)")
        half = widths()[0]
        self.page.button("Enlarge").click()
        self.assertGreater(widths()[0], 1.9 * half)
        self.assertEqual(widths()[1], half)
        self.choose("columns", "1")
        self.assertEqual(len(set(widths())), 1)
        size = self.driver.get_window_size()
        try:
            self.driver.set_window_size(500, 700)
            self.page.wait_for(lambda: widths()[0] < 500, "a narrow plot")
            self.assertLessEqual(self.page.run("return document.documentElement.scrollWidth - window.innerWidth"), 0)
            self.assertEqual(self.page.hover(0, 600)[1][8], ["Median", "600 us"])
        finally:
            self.driver.set_window_size(size["width"], size["height"])


class Odd(PageTest):
    name = "odd.html"

    def look_at(self, panel):
        self.page.run("arguments[0].scrollIntoView({block: 'center'})", self.page.plot(panel))
        # A panel that was out of sight is arranged anew, by the settings of now, only when it is painted.
        self.page.wait_for(lambda: self.page.run(
            "const p = proflens.panels[arguments[0]]; return !!p.frame && !p.stale", panel), "the panel")
        return self.page.run("""const p = proflens.panels[arguments[0]];
            return { low: p.y.low, high: p.y.high, log: p.y.log, empty: p.empty, told: p.notLog,
                     label: p.plot.getAttribute("aria-label") }""", panel)

    def test_panels_without_a_box_say_so(self):
        for panel in (0, 4, 5):
            found = self.look_at(panel)
            self.assertTrue(found["empty"])
            self.assertTrue(found["label"].endswith("No values"), found)

    def test_numbers_that_are_not_known_are_told_as_such(self):
        self.look_at(4)
        heading, rows = self.page.hover(1, 0.5, panel=4)
        self.assertEqual((heading, rows[0], rows[1]), ("0_1", ["Count", "7"], ["Mean", "–"]))

    def test_one_value_has_room_about_it(self):
        found = self.look_at(1)
        self.assertAlmostEqual(found["low"], 0.2375)
        self.assertAlmostEqual(found["high"], 0.2625)
        rows = dict(self.page.hover(0, 0.25, panel=1)[1])
        self.assertEqual((rows["Count"], rows["Median"], rows["Standard deviation"]), ("1", "0.25", "–"))
        self.assertNotIn("Against the devices' median", rows)

    def test_zeros_have_an_axis_from_zero(self):
        found = self.look_at(2)
        self.assertEqual((found["low"], found["high"]), (0, 1))

    def test_zeros_on_a_logarithmic_axis_stand_at_its_lower_edge(self):
        self.driver.find_element("id", "log").click()
        found = self.look_at(2)
        self.assertEqual((found["log"], found["told"]), (False, True))
        found = self.look_at(3)
        self.assertEqual((found["log"], found["told"]), (True, False))
        self.assertTrue(1 < found["low"] < 2 and 8 < found["high"] < 10, found)
        bottom, zero = self.page.run(
            "const p = proflens.panels[3]; return [p.frame.top + p.frame.height, p.yPixel(0)]")
        self.assertEqual(bottom, zero)
        self.assertFalse(self.look_at(0)["log"])


class Sparse(PageTest):
    name = "sparse.html"

    def test_a_box_alone_among_many_devices_is_wide_enough_to_be_seen(self):
        self.page.run("arguments[0].scrollIntoView({block: 'center'})", self.page.plot(1))
        self.page.settle()
        self.assertEqual(self.page.run("return proflens.panels.map((p) => p.ribbon)"), [True, False])
        place = self.page.place(500, 310, panel=1)
        face = [int(part, 16) for part in self.page.run("return themeNow().face.match(/[0-9a-f]{2}/g)")]
        self.assertEqual(self.page.pixel_at([place[0] - 15, place[1]], panel=1)[:3], face)
        self.page.mouse([place[0] + 15, place[1]], panel=1).perform()
        self.assertEqual(self.page.tip()[0], "62_4")
        self.page.mouse([place[0] + 40, place[1]], panel=1).perform()
        self.assertTrue(self.page.tip()[0].endswith("did not run this operator"))


    def test_a_ribbon_of_equal_boxes_has_no_seams_and_names_none_as_slower(self):
        left, y = self.page.place(100, 285)
        self.assertEqual(len({tuple(self.page.pixel_at([round(left) + x, y])) for x in range(20)}), 1)
        self.assertEqual(self.page.pixel_at([self.page.place(0, 0)[0] + 2, 20])[:3], [255, 255, 255])


class Empty(PageTest):
    name = "empty.html"

    def test_a_page_without_panels_says_so(self):
        self.assertEqual(self.driver.title, "aicore_time: 0 operators on 0 devices")
        self.assertEqual(self.driver.find_element("id", "shown").text, "0 of 0 operators, 0 of 0 devices")
        self.choose("sort", "median")


class Hostile(PageTest):
    name = "hostile.html"

    def test_names_stay_text(self):
        self.assertIsNone(self.page.run("return window.broken === undefined ? null : window.broken"))
        self.assertEqual(self.page.run("return document.querySelectorAll('img, svg, main b').length"), 0)
        self.assertEqual(self.page.run("return document.scripts.length"), 2)
        names = self.page.run("return Array.from(document.querySelectorAll('h2'), (e) => e.textContent)")
        script, rtl = "</script><script>window.broken = 3</script>", "\u202eשלום\u202c"
        self.assertEqual(names[0], script + "-" + script)
        self.assertEqual(names[2], "=cmd()-=cmd()")
        self.assertEqual(names[3], rtl + "-" + rtl)
        self.assertEqual(names[4], "w" * 300 + "-" + "w" * 300)
        self.assertEqual(names[6], "矩阵乘 Ω 🚀-矩阵乘 Ω 🚀")
        self.assertEqual(self.driver.title, "</title></script><script>window.broken = 2</script>")

    def test_names_stay_text_in_the_tooltip_and_to_the_ear(self):
        image = "<img src=x onerror=window.broken=4>"
        self.assertEqual(self.page.hover(1, 100, panel=1)[0], image)
        self.page.plot(1).send_keys(browser.Keys.HOME, browser.Keys.ARROW_RIGHT)
        self.assertTrue(self.spoken().startswith(image), self.spoken())
        self.assertIsNone(self.page.run("return window.broken === undefined ? null : window.broken"))

    def test_long_names_do_not_widen_the_page(self):
        self.assertLessEqual(self.page.run("return document.documentElement.scrollWidth - window.innerWidth"), 0)


class Large(PageTest):
    name = "boxes_30x1024.html"
    slow = 1024 * 5 // 7

    def test_many_devices_are_a_ribbon_with_the_slow_one_marked(self):
        self.assertTrue(self.page.run("return proflens.panels[0].ribbon"))
        label = f"{self.slow // 8}_{self.slow % 8}"
        box = self.page.run("const b = proflens.panels[0].boxes; return [b.low(arguments[0]), b.high(arguments[0])]",
                            self.slow)
        red, green, blue, _ = self.page.pixel(self.slow, 0.3 * box[0] + 0.7 * box[1])
        self.assertTrue(red > 150 and green < 120 and blue < 120, (red, green, blue))
        heading, rows = self.page.hover(self.slow + 1, sum(box) / 2)  # two pixels beside it will do
        self.assertEqual(heading, label + " – slow")
        self.choose("sort", "median")
        self.assertEqual(self.order()[0], label)

    def test_zoom_turns_the_ribbon_into_boxes(self):
        self.page.run("const p = proflens.panels[0]; p.showDevices(700, 760); p.changed();")
        self.page.settle()
        self.assertFalse(self.page.run("return proflens.panels[0].ribbon"))
        self.page.button("Reset").click()
        self.page.settle()
        self.assertTrue(self.page.run("return proflens.panels[0].ribbon"))

    def test_the_wheel_goes_on_scrolling_over_panels_until_the_pointer_is_moved_to_one(self):
        def turn(by, y=400):
            chain = browser.ActionChains(self.driver)
            chain.w3c_actions.wheel_action.scroll(600, y, 0, by)
            chain.perform()
        zoomed = "return proflens.panels.filter((p) => p.frame && !p.reset.disabled).length"
        turn(900)
        self.page.wait_for(lambda: self.page.run("return window.scrollY") >= 890, "the page to scroll")
        turn(-200)
        self.page.wait_for(lambda: self.page.run("return window.scrollY") <= 710, "the page to scroll back")
        self.assertEqual(self.page.run(zoomed), 0)
        time.sleep(0.6)
        y = self.page.run("""return Array.from(document.querySelectorAll(".plot"), (e) => e.getBoundingClientRect())
            .find((box) => box.top > 100).top + 100""")
        chain = browser.ActionChains(self.driver, duration=10)
        chain.w3c_actions.pointer_action.move_to_location(590, int(y) + 5).move_to_location(600, int(y))
        chain.perform()
        self.page.settle()
        turn(-200, int(y))
        self.page.wait_for(lambda: self.page.run(zoomed) == 1, "the panel to zoom")
        self.assertLessEqual(self.page.run("return window.scrollY"), 710)
        self.assertGreaterEqual(self.page.run("return window.scrollY"), 690)

    def test_panels_far_away_are_drawn_when_they_come_near(self):
        drawn = "return !!proflens.panels[29].frame"
        self.assertFalse(self.page.run(drawn))
        self.page.run("arguments[0].scrollIntoView()", self.page.plot(29))
        self.page.wait_for(lambda: self.page.run(drawn), "the last panel")

    def test_its_size_is_that_of_its_boxes(self):
        self.assertLessEqual((FOLDER / self.name).stat().st_size, 4_000_000)
        self.assertLessEqual((FOLDER / "boxes_30x64.html").stat().st_size, 400_000)


if __name__ == "__main__":
    browser.skip_without_chromium()
    with browser.chromium() as started:
        PageTest.driver = started
        result = unittest.main(exit=False, verbosity=2).result
    sys.exit(0 if result.wasSuccessful() else 1)
