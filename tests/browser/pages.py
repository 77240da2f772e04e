"""Looks at pages in a headless Chromium: pages.py FOLDER, with the pages of tests/browser/pages.cpp in it."""
import base64
import sys
import unittest
from pathlib import Path

import browser

FOLDER = Path(sys.argv.pop()) if len(sys.argv) > 1 else Path(".")
BLUE = [31, 119, 180, 255]  # the first of the cycle


class PageTest(unittest.TestCase):
    driver = None
    name = "marks.html"

    def setUp(self):
        self.page = browser.Page(self.driver, FOLDER / self.name)

    def tearDown(self):
        self.assertEqual(self.page.console_errors(), [])


class Marks(browser.Sealed, PageTest):
    def test_hover_tells_the_values_of_the_nearest_point(self):
        self.assertEqual(self.page.hover(7, 128),
                         ["powers", [["Tokens", "7"], ["Time (ms)", "128"], ["batch id", "107"]]])
        x, y = self.page.place(9, 512)
        self.page.mouse([x + 6, y - 5]).perform()
        self.assertEqual(self.page.tip()[1][2], ["batch id", "109"])

    def test_hover_tells_the_value_of_a_curve_between_its_samples(self):
        heading, rows = self.page.hover(4.5, 225)
        self.assertEqual(heading, "model")
        self.assertAlmostEqual(float(rows[0][1]), 4.5, delta=0.05)
        self.assertAlmostEqual(float(rows[1][1]), 50 * float(rows[0][1]), delta=1)

    def test_nothing_is_told_where_nothing_is_and_when_the_pointer_leaves(self):
        self.assertIsNone(self.page.hover(2, 900))
        self.assertIsNotNone(self.page.hover(7, 128))
        self.page.mouse([0, 0]).move_to_element(self.driver.find_element("tag name", "h1")).perform()
        self.page.wait_for(lambda: self.page.tip() is None, "the tooltip to go")

    def test_nothing_is_told_of_what_lies_outside_the_view(self):
        x, y = self.page.place(7, 128)
        left = self.page.run("return proflens.panels[0].frame.left")
        # The point comes to lie 15 pixels left of the frame.
        self.page.run("""const p = proflens.panels[0], shift = arguments[0] / p.x.factor;
            p.x.setView(p.x.low + shift, p.x.high + shift), p.changed();""", x - left + 15)
        self.page.settle()
        now = self.page.place(7, 128)
        self.assertLess(now[0], left - 10)
        self.page.mouse([left + 3, now[1]]).perform()
        told = self.page.tip()
        self.assertTrue(told is None or told[0] != "powers", told)
        self.page.run("const p = proflens.panels[0]; p.x.setView(6.9, 8), p.changed()")
        self.page.settle()
        self.assertEqual(self.page.hover(7, 128)[0], "powers")

    def test_points_have_the_colours_of_the_other_backends(self):
        self.assertEqual(self.page.pixel(8, 256), BLUE)

    def test_the_wheel_zooms_about_the_pointer(self):
        before = self.page.view()
        place = self.page.place(7, 128)
        self.page.run("""const plot = arguments[0], box = plot.getBoundingClientRect();
            plot.dispatchEvent(new WheelEvent("wheel", { deltaY: -300, bubbles: true, cancelable: true,
              clientX: box.left + arguments[1], clientY: box.top + arguments[2] }));""", self.page.plot(), *place)
        after = self.page.view()
        for axis in ("x", "y"):
            self.assertLess(after[axis]["high"] - after[axis]["low"], 0.8 * (before[axis]["high"] - before[axis]["low"]))
        for now, then in zip(self.page.place(7, 128), place):
            self.assertAlmostEqual(now, then, delta=8)  # but for labels that became wider

    def test_a_dragged_rectangle_becomes_the_view_and_reset_shows_all_again(self):
        before = self.page.view()
        start, end = self.page.place(4, 600), self.page.place(8, 100)
        self.page.mouse(start).click_and_hold().move_by_offset(
            round(end[0] - start[0]), round(end[1] - start[1])).release().perform()
        view = self.page.view()
        for found, wanted in ((view["x"]["low"], 4), (view["x"]["high"], 8)):
            self.assertAlmostEqual(found, wanted, delta=0.05)
        for found, wanted in ((view["y"]["low"], 100), (view["y"]["high"], 600)):
            self.assertAlmostEqual(found, wanted, delta=5)
        self.page.button("Reset").click()
        self.assertEqual(self.page.view(), before)
        self.page.mouse(start).click_and_hold().move_by_offset(200, 100).release().perform()
        self.assertNotEqual(self.page.view(), before)
        self.page.mouse(self.page.place(*self.middle())).double_click().perform()
        self.assertEqual(self.page.view(), before)

    def middle(self):
        view = self.page.view()
        return [(view[axis]["low"] + view[axis]["high"]) / 2 for axis in ("x", "y")]

    def test_the_legend_hides_a_series_and_shows_it_again(self):
        button = self.page.button("powers")
        button.click()
        self.assertEqual(self.page.view()["hidden"], ["powers"])
        self.assertEqual(button.get_attribute("aria-pressed"), "false")
        self.assertNotEqual(self.page.pixel(8, 256), BLUE)
        told = self.page.hover(8, 256)
        self.assertTrue(told is None or told[0] != "powers", told)
        button.click()
        self.assertEqual(self.page.view()["hidden"], [])
        self.assertEqual(self.page.pixel(8, 256), BLUE)

    def test_an_axis_becomes_logarithmic_and_linear_again(self):
        before = self.page.view()
        button = self.page.button("log y")
        button.click()
        view = self.page.view()
        self.assertTrue(view["y"]["log"])
        self.assertFalse(view["x"]["log"])
        self.assertTrue(0 < view["y"]["low"] < 2 and 1024 < view["y"]["high"] < 3000, view)
        # Powers of two lie on a line now.
        places = [self.page.place(i, 2**i) for i in (1, 5, 9)]
        self.assertAlmostEqual(places[0][1] - places[1][1], places[1][1] - places[2][1], delta=0.01)
        self.assertEqual(self.page.hover(7, 128)[1][1], ["Time (ms)", "128"])
        button.click()
        self.assertEqual(self.page.view(), before)

    def test_keys_move_zoom_and_reset(self):
        keys = browser.Keys
        before = self.page.view()
        plot = self.page.plot()
        for _ in range(12):
            if self.page.run("return document.activeElement.className") == "plot":
                break
            browser.ActionChains(self.driver).send_keys(keys.TAB).perform()
        self.assertEqual(self.page.run("return document.activeElement.className"), "plot")
        self.assertNotEqual(self.page.run("return getComputedStyle(arguments[0]).outlineStyle", plot), "none")
        width = before["x"]["high"] - before["x"]["low"]
        plot.send_keys(keys.ARROW_RIGHT)
        self.assertAlmostEqual(self.page.view()["x"]["low"], before["x"]["low"] + 0.1 * width)
        plot.send_keys(keys.ARROW_UP)
        self.assertGreater(self.page.view()["y"]["low"], before["y"]["low"])
        plot.send_keys("+")
        view = self.page.view()
        self.assertAlmostEqual(view["x"]["high"] - view["x"]["low"], 0.8 * width)
        self.assertIn("Tokens from", self.driver.find_element("id", "spoken").get_attribute("textContent"))
        plot.send_keys("-")
        view = self.page.view()
        self.assertAlmostEqual(view["x"]["high"] - view["x"]["low"], width)
        plot.send_keys("0")
        self.assertEqual(self.page.view(), before)

    def test_it_is_dark_for_readers_who_like_it_dark_and_by_its_button(self):
        def emulate(scheme):
            self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia",
                                        {"features": [{"name": "prefers-color-scheme", "value": scheme}]})

        def corner():
            return self.page.pixel_at([1, 1])

        try:
            emulate("light")
            self.page.wait_for(lambda: corner() == [255, 255, 255, 255], "a light page")
            emulate("dark")
            self.page.wait_for(lambda: max(corner()[:3]) < 60, "a dark page")
            self.assertEqual(self.page.pixel(8, 256), BLUE)
            self.driver.find_element("id", "theme").click()
            self.page.wait_for(lambda: corner() == [255, 255, 255, 255], "a light page")
        finally:
            emulate("")

    def test_it_prints_light_and_fine(self):
        self.page.run("""document.getElementById("theme").click();
            window.printed = [];
            addEventListener("beforeprint", () => {
              const panel = proflens.panels[0];
              printed.push(document.documentElement.dataset.theme, panel.frame.ratio);
            });""")
        pdf = base64.b64decode(self.driver.print_page())
        self.assertTrue(pdf.startswith(b"%PDF"))
        theme, ratio = self.page.run("return printed")
        self.assertEqual(theme, "light")
        self.assertGreaterEqual(ratio, 4)
        self.assertEqual(self.page.run("return document.documentElement.dataset.theme"), "dark")

    def test_it_follows_the_size_of_the_window(self):
        def width():
            self.page.settle()
            return self.page.run("const p = proflens.panels[0]; return [p.base.width, p.plot.clientWidth]")
        size = self.driver.get_window_size()
        try:
            self.driver.set_window_size(500, 700)
            self.page.wait_for(lambda: width()[0] < 500 and width()[0] == width()[1], "a narrow plot")
            self.assertLessEqual(self.page.run("return document.documentElement.scrollWidth - window.innerWidth"), 0)
            self.assertEqual(self.page.hover(7, 128)[1][1], ["Time (ms)", "128"])
        finally:
            self.driver.set_window_size(size["width"], size["height"])

    def test_readers_of_its_text_are_told_what_it_shows(self):
        plot = self.page.plot()
        self.assertIn("Known marks: Tokens from", plot.get_attribute("aria-label"))
        self.assertEqual(plot.get_attribute("aria-describedby"), "keys")
        self.assertTrue(self.driver.find_element("id", "keys").text)
        self.assertEqual(self.page.run("return document.documentElement.lang"), "en")


class Hostile(PageTest):
    name = "hostile.html"

    def test_names_stay_text(self):
        self.assertIsNone(self.page.run("return window.broken === undefined ? null : window.broken"))
        self.assertEqual(self.page.run("return document.querySelectorAll('img, svg').length"), 0)
        self.assertEqual(self.page.run("return document.scripts.length"), 2)
        names = self.page.run("return Array.from(document.querySelectorAll('#panel-0 .legend span'), (e) => e.textContent)")
        self.assertEqual(names[:3], ["</script><script>window.broken = 3</script>",
                                     "<img src=x onerror=window.broken=4>", "=cmd()"])
        self.assertEqual(names[3], "\u202eשלום\u202c")
        self.assertEqual(names[4], "w" * 300)
        self.assertEqual(names[6], "矩阵乘 Ω 🚀")
        self.assertEqual(self.driver.title, "</title></script><script>window.broken = 1</script>")
        self.assertEqual(self.driver.find_element("tag name", "h2").text, "<svg onload=window.broken=5>")

    def test_names_stay_text_in_the_tooltip(self):
        heading, rows = self.page.hover(2, 2)
        self.assertEqual(heading, "<img src=x onerror=window.broken=4>")
        self.assertEqual(rows[0], ["<img src=x onerror=window.broken=2>", "2"])
        self.assertEqual(rows[2][0], "<b><img src=x onerror=window.broken=4>")
        self.assertIsNone(self.page.run("return window.broken === undefined ? null : window.broken"))

    def test_long_names_do_not_widen_the_page(self):
        self.assertLessEqual(self.page.run("return document.documentElement.scrollWidth - window.innerWidth"), 0)


class Every(PageTest):
    name = "every.html"

    def test_bars_boxes_and_cells_tell_their_values(self):
        self.assertEqual(self.page.hover(0, 1, panel=1), ["first", [["x", "a"], ["ms", "3"], ["±", "1"]]])
        self.assertEqual(self.page.hover(1, 5, panel=1), ["second", [["x", "b"], ["ms", "2"]]])
        rows = dict(self.page.hover(1, 6.2, panel=2)[1])
        self.assertEqual((rows["x"], rows["n"], rows["median"], rows["upper whisker"]), ("y", "5", "6", "8"))
        self.assertEqual(self.page.hover(2, 1, panel=3)[1][:2], [["x", "c2"], ["y", "r1"]])
        self.assertEqual(self.page.hover(2, 1, panel=3)[1][2], ["ms", "6"])
        self.assertEqual(self.page.hover(1, 1, panel=3)[1][2][1], "none")

    def test_marks_are_drawn_at_their_places(self):
        self.assertEqual(self.page.pixel(0, 1, panel=1), BLUE)
        self.assertEqual(self.page.pixel(0.2, 3.5, panel=1), [255, 127, 14, 255])
        self.assertEqual(self.page.pixel(2, 1.3, panel=3), [253, 231, 36, 255])  # the last of viridis
        self.assertEqual(self.page.pixel(0, 0.3, panel=3), [68, 1, 84, 255])  # and its first
        left, right = self.page.place(0, 0, panel=3), self.page.place(0, 1, panel=3)
        self.assertLess(left[1], right[1])  # the first row is at the top

    def test_named_axes_stay_linear(self):
        self.assertFalse(self.page.button("log x", panel=1).is_enabled())
        self.assertTrue(self.page.button("log x", panel=0).is_enabled())

    def test_one_panel_zooms_alone(self):
        before = self.page.view(1)
        self.page.run("proflens.panels[0].zoom(0.5, 200, 100)")
        self.assertEqual(self.page.view(1), before)


class Axes(PageTest):
    name = "axes.html"

    def labels(self, panel, axis="x"):
        return self.page.run("return proflens.panels[arguments[0]][arguments[1] + 'Ticks'].labels", panel, axis)

    def test_ticks_suit_the_scale_and_the_unit(self):
        powers = [int(label) for label in self.labels(0)]
        self.assertIn(64, powers)
        self.assertTrue(all(power & (power - 1) == 0 for power in powers), powers)
        self.assertIn("5 min", self.labels(1))
        self.assertIn("00:10", self.labels(2))
        self.assertEqual(self.labels(3)[1:3], ["0.2 s", "0.4 s"])
        self.assertIn("4 MB", self.labels(0, "y"))

    def test_shared_axes_are_labelled_once_beside_each_other(self):
        def labelled():
            self.page.settle()
            return [any(self.labels(panel, "y")) for panel in range(5)]
        self.assertEqual(labelled(), [True, False, True, False, True])
        self.assertTrue(all(any(self.labels(panel)) for panel in range(5)))  # x is not shared
        size = self.driver.get_window_size()
        try:
            self.driver.set_window_size(500, 700)  # one below the other
            self.page.wait_for(lambda: labelled() == [True] * 5, "labels at every panel")
        finally:
            self.driver.set_window_size(size["width"], size["height"])

    def test_names_are_turned_as_asked(self):
        self.assertEqual(self.labels(4), ["first", "second"])
        turns = self.page.run("return proflens.panels.map((p) => p.turn)")
        self.assertEqual(turns[:4], [0] * 4)
        self.assertAlmostEqual(turns[4], 1.5708, delta=1e-4)
        # The name reaches further down than across.
        inked = self.page.run("""const p = proflens.panels[4], r = p.frame.ratio, x = p.x.pixel(1) * r;
            const bottom = Math.round((p.frame.top + p.frame.height + 8) * r);
            const data = p.base.getContext("2d").getImageData(Math.round(x) - 20, bottom, 40, 40).data;
            const at = [];
            for (let i = 0; i < 1600; ++i) if (data[4 * i] < 128) at.push([i % 40, Math.floor(i / 40)]);
            const reach = (k) => Math.max(...at.map((p) => p[k])) - Math.min(...at.map((p) => p[k]));
            return [reach(0), reach(1)]""")
        self.assertGreater(inked[1], 2 * inked[0])

    def test_it_is_called_after_what_it_draws(self):
        self.assertEqual(self.driver.title, "size against powers of two")
        self.assertIn("size against powers of two: ", self.page.plot().get_attribute("aria-label"))

    def test_shared_limits_change_together(self):
        before = self.page.view(1)
        self.page.run("proflens.panels[0].zoom(0.5, 200, 100)")
        views = [self.page.view(panel) for panel in range(4)]
        for view in views[1:]:
            self.assertEqual(view["y"], views[0]["y"])
        self.assertNotEqual(views[1]["y"], before["y"])
        self.assertEqual(views[1]["x"], before["x"])
        self.page.button("Reset", panel=2).click()
        self.assertEqual(self.page.view(1), before)

    def test_a_shared_axis_that_becomes_logarithmic_shows_the_data_of_all_panels(self):
        self.page.button("log y", panel=1).click()
        for view in (self.page.view(0)["y"], self.page.view(1)["y"]):
            self.assertTrue(view["log"])
            self.assertTrue(view["low"] < 1e4 and view["high"] > 9e6, view)
        self.page.button("log y", panel=1).click()


class Edges(PageTest):
    """Marks on the frame: what they tell, whose they are, and that they stay there."""
    name = "edges.html"
    RED = [214, 39, 40, 255]

    def triangle(self, x=5):
        return self.page.place_on_frame(x, 0.08)

    def cross(self):
        place = self.page.place_on_frame(6, 1)
        return [place[0], place[1] + 43]

    def cross_is_drawn(self):
        reds = [c for c in self.page.colours_around(self.cross(), 5) if c[0] > 200 and c[1] < 150]
        return len(reds) > 4

    def assert_edges_are_told(self):
        self.assertEqual(self.page.pixel_at(self.triangle()), self.RED)
        self.assertEqual(self.page.hover_at(self.triangle(4)), ["bert", [["tokens", "4"], ["s", "0"]]])
        self.assertEqual(self.page.hover_at(self.triangle()), ["bert", [["tokens", "5"], ["s", "-3"]]])
        self.assertEqual(self.page.hover_at(self.cross()), ["bert", [["tokens", "6"], ["s", "N/A"]]])
        self.assertTrue(self.cross_is_drawn())

    def test_they_tell_what_they_stand_for(self):
        self.assert_edges_are_told()

    def test_they_stay_at_the_edges_of_a_linear_axis(self):
        self.page.button("log y").click()
        self.assertFalse(self.page.view()["y"]["log"])
        self.assert_edges_are_told()
        # The page leaves them room: no data lie under them.
        self.assertGreater(self.page.place(7, 300)[1], self.cross()[1] + 6)
        self.assertLess(self.page.place(2, -5)[1], self.triangle()[1] - 5)

    def test_an_error_bar_from_below_the_axis_is_told_along_itself_alone(self):
        self.assertEqual(self.page.hover(2, 0.5), ["bert", [["tokens", "2"], ["low", "-5"], ["high", "10"]]])
        self.assertIsNone(self.page.hover(2, 400))

    def test_what_is_open_shows_the_page_also_when_that_is_dark(self):
        self.assertEqual(self.page.pixel(3.5, 50), [255, 255, 255, 255])
        self.driver.find_element("id", "theme").click()
        self.assertEqual(self.page.pixel(3.5, 50), self.page.pixel_at([1, 1]))
        self.assertLess(max(self.page.pixel(3.5, 50)[:3]), 60)

    def test_they_stay_at_the_edges_of_another_view(self):
        self.page.run("const p = proflens.panels[0]; p.y.setView(50, 300), p.x.setView(3, 6.5), p.changed()")
        self.assert_edges_are_told()

    def test_they_go_with_their_series(self):
        self.page.button("gpt").click()
        self.assert_edges_are_told()
        self.page.button("gpt").click()
        self.page.button("bert").click()
        self.assertEqual(self.page.pixel_at(self.triangle()), [255, 255, 255, 255])
        self.assertIsNone(self.page.hover_at(self.triangle()))
        self.assertFalse(self.cross_is_drawn())
        self.assertIsNone(self.page.hover_at(self.cross()))


class LowEnds(PageTest):
    """What lies below a logarithmic axis ends at its lower end, as in the other backends."""
    name = "low.html"

    def dark_pixels(self, place, reach):
        return sum(max(c[:3]) < 100 for c in self.page.colours_around(place, reach))

    def test_a_whisker_to_zero_runs_to_the_lower_end(self):
        self.assertEqual(self.page.pixel(0.1, 2.5), BLUE)
        self.assertGreater(self.dark_pixels(self.page.place(0, 0.5), 2), 2)
        self.assertEqual(self.dark_pixels(self.page.place(0.1, 0.5), 2), 0)
        self.page.run("const p = proflens.panels[0]; p.y.setView(1e-3, 100), p.changed()")
        self.assertGreater(self.dark_pixels(self.page.place(0, 0.01), 2), 2)

    def test_a_box_below_the_axis_leaves_no_line_at_its_lower_end(self):
        there, beside = (self.page.colours_around(self.page.place_on_frame(x, 0), 2) for x in (1.1, 0.5))
        self.assertEqual(there, beside)

    def test_the_legend_shows_bars_without_their_errors_and_errors_with_caps(self):
        rows = self.page.run("""return proflens.panels[1].series.map((series) => {
            const data = series.swatch.getContext("2d").getImageData(0, 0, 26, 14).data;
            return Array.from({length: 14}, (_, y) => Array.from({length: 26}, (_, x) => {
              const at = 4 * (26 * y + x);
              return data[at + 3] < 128 ? " " : Math.max(...data.slice(at, at + 3)) < 60 ? "k" : "c";
            }).join(""));
          })""")
        self.assertNotIn("k", "".join(rows[0]))
        self.assertGreaterEqual(max(row.count("c") for row in rows[1]), 5)

    def test_an_axis_without_names_is_not_spoken_of(self):
        label = self.page.plot(2).get_attribute("aria-label")
        self.assertRegex(label, r"^Low ends: n from [\d.]+ to [\d.]+$")


class Deep(PageTest):
    name = "deep.html"

    def show(self, x, y, share):
        """Shows this share of the whole around a place."""
        self.page.run("""const p = proflens.panels[0], [x, y, share] = arguments;
            const halfX = (p.x.high - p.x.low) * share / 2, halfY = (p.y.high - p.y.low) * share / 2;
            p.x.setView(x - halfX, x + halfX), p.y.setView(y - halfY, y + halfY), p.changed();""", x, y, share)
        view = self.page.view()
        return view["x"]["high"] - view["x"]["low"]

    def is_line(self, x, y):
        return BLUE in self.page.colours_around(self.page.place(x, y), 1)

    def test_marks_are_there_in_a_small_part_of_their_range(self):
        for share in (1e-4, 1e-6):
            # Neither in the middle of the line nor in that of its pieces.
            width = self.show(322100, 322100, share)
            self.assertLess(width, 2.5e6 * share)
            for at in (-0.3, 0, 0.3):
                place = 322100 + at * width
                self.assertTrue(self.is_line(place, place), (share, at))
            self.assertFalse(self.is_line(322100 + 0.2 * width, 322100 - 0.2 * width), share)
            self.page.button("Reset").click()
            self.show(322100, -5e5, share)
            self.assertNotEqual(self.page.pixel(322100, -5e5), [255, 255, 255, 255], share)
            self.page.button("Reset").click()
            self.show(1.45e6, 1e5, share)
            self.assertEqual(self.page.pixel(1.45e6, 1e5), Edges.RED, share)
            self.page.button("Reset").click()

    def test_their_corners_are_there(self):
        width = self.show(1e6, 1e6, 1e-4)
        self.assertTrue(self.is_line(1e6 - 0.2 * width, 1e6 - 0.2 * width))
        self.assertTrue(self.is_line(1e6 + 0.2 * width, 1e6 - 0.2 * width))
        self.assertFalse(self.is_line(1e6, 1e6 - 0.2 * width))


class Marked(PageTest):
    name = "marked.html"

    def test_many_markers_of_a_line_lie_on_it(self):
        x, y = self.page.place(6000, 1)
        for down in (-3, 0, 3):  # the line is 2 pixels wide, a marker 9
            self.assertEqual(self.page.pixel_at([x, y + down]), BLUE, down)
        self.assertEqual(self.page.pixel_at([x, y - 8]), [255, 255, 255, 255])
        self.assertEqual(self.page.hover(6000, 1)[1][1], ["y", "1"])


class Disorder(PageTest):
    """Names with overrides of direction in the lines of a page."""
    name = "sampled.html"

    def test_the_words_behind_a_name_keep_their_order(self):
        ends = self.page.run("""return Array.from(document.querySelectorAll("#notes li"), (line) => {
            const text = line.lastChild, at = (i) => {
              const range = document.createRange();
              range.setStart(text, i), range.setEnd(text, i + 1);
              return range.getBoundingClientRect().left;
            };
            return [line.textContent, line.firstChild.getBoundingClientRect().right, at(0), at(text.length - 1)];
          })""")
        self.assertEqual(len(ends), 3)
        for told, name, first, last in ends:
            self.assertIn("200 of 1,000 points are shown", told)
            self.assertLess(name, first + 5, told)
            self.assertLess(first + 100, last, told)

    def test_a_shortened_name_ends_in_its_dots_on_a_canvas(self):
        inked = self.page.run("""const canvas = document.createElement("canvas");
            canvas.width = 300, canvas.height = 40;
            const context = canvas.getContext("2d", { willReadFrequently: true });
            context.font = "20px 'DejaVu Sans'";
            const text = shortened(context, proflens.panels[0].y.label, 250);
            context.fillText(text, 10, 30);
            const end = 10 + context.measureText(text).width, dots = context.measureText("\u2026").width;
            const inked = (from, to) => {
              const data = context.getImageData(Math.ceil(from), 0, Math.floor(to - from), 25).data;
              let count = 0;
              for (let i = 3; i < data.length; i += 4) count += data[i] > 128;
              return count;
            };
            return [inked(10, 10 + dots), inked(end - dots, end)];""")
        self.assertGreater(inked[0], 0)  # a letter is higher than dots
        self.assertEqual(inked[1], 0)

    def test_names_stay_what_they_are(self):
        names = self.page.run("return Array.from(document.querySelectorAll('.legend span'), (e) => e.textContent)")
        self.assertEqual(names, ["\u202eabc", "a\u2069\u202ebc", "\u2068\u05e9\u05dc\u2069 - bsz: 8"])

    def test_what_follows_a_name_in_the_legend_stands_right_of_it(self):
        lefts = self.page.run("""const text = document.querySelectorAll(".legend span")[2].firstChild;
            return Array.from(text.data, (_, i) => {
              const range = document.createRange();
              range.setStart(text, i), range.setEnd(text, i + 1);
              return range.getBoundingClientRect().left;
            });""")
        self.assertLess(max(lefts[1:3]), lefts[5])  # the letters, "-"
        self.assertLess(lefts[5], lefts[-1])


class Many(PageTest):
    name = "many.html"

    def test_a_million_points_are_told_to_the_stated_precision(self):
        notes = self.driver.find_element("id", "notes").text
        self.assertIn("1,000,000 points", notes)
        self.assertIn("rounded", notes)
        heading, rows = self.page.hover(300, 330.123456)
        self.assertEqual((heading, rows[0]), ("Config 3", ["Total Scheduled Tokens", "300"]))
        value, slack = (float(part) for part in rows[1][1].split(" ± "))
        self.assertLess(slack, 0.005)
        self.assertLessEqual(abs(value - 330.123456), 2 * slack)

    def test_zoom_shows_single_points(self):
        self.page.run("""const p = proflens.panels[0];
            p.x.setView(399, 401), p.y.setView(340, 340.3), p.changed();""")
        self.page.settle()
        red, green, blue, _ = self.page.pixel(400, 340.1235)
        self.assertTrue(red > 200 and green < 130 and blue < 130, (red, green, blue))


class Colours(unittest.TestCase):
    """The cloud of many points against the single drawing of few, on the same page."""
    driver = None

    def test_a_cloud_has_the_colours_of_single_markers(self):
        page = browser.Page(self.driver, FOLDER / "many.html")
        page.run("""const p = proflens.panels[0];
            p.x.setView(399, 401), p.y.setView(340, 340.3), p.changed();""")
        page.settle()
        cloud = page.pixel(400, 340.1235)
        page.run("""const p = proflens.panels[0], context = p.base.getContext("2d"), r = p.frame.ratio;
            const layer = p.layers[3], theme = themeNow();
            context.setTransform(r, 0, 0, r, 0, 0);
            context.fillStyle = theme.page;
            context.fillRect(p.frame.left, p.frame.top, p.frame.width, p.frame.height);
            layer.draw(context, p.frame, theme);""")
        single = page.pixel(400, 340.1235)
        for one, other in zip(cloud, single):
            self.assertAlmostEqual(one, other, delta=4)


if __name__ == "__main__":
    browser.skip_without_chromium()
    with browser.chromium() as started:
        PageTest.driver = Colours.driver = started
        result = unittest.main(exit=False, verbosity=2).result
    sys.exit(0 if result.wasSuccessful() else 1)
