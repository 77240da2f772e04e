#include <proflens/measure/fingerprint.hpp>

#include <doctest/doctest.h>

using namespace proflens::measure;

TEST_CASE("fingerprint: equal ones do not differ, in whatever order") {
  const fingerprint one{{"model", "gpt2"}, {"runs", "3"}};
  const fingerprint turned{{"runs", "3"}, {"model", "gpt2"}};
  CHECK(differences(one, turned).empty());
  CHECK(differences({}, {}).empty());
  CHECK(text_of(differences(one, turned)) == "");
}

TEST_CASE("fingerprint: each difference has its name, what was found and what was expected") {
  const fingerprint found{{"model", "gpt2"}, {"runs", "3"}, {"dtype", "f32"}};
  const fingerprint expected{{"model", "gpt2"}, {"runs", "5"}, {"threads", "2"}};
  const auto all = differences(found, expected);
  REQUIRE(all.size() == 3);
  CHECK(all[0] == difference{"runs", "3", "5"});
  CHECK(all[1] == difference{"threads", "(none)", "2"});
  CHECK(all[2] == difference{"dtype", "f32", "(none)"});
  CHECK(text_of(all) == "runs was 3, now 5; threads was (none), now 2; dtype was f32, now (none)");
}

TEST_CASE("fingerprint: a value that says none is not the absence of one") {
  const fingerprint none{}, said{{"x", "(none)"}};
  CHECK(differences(none, said).size() == 1);
  CHECK(differences(said, none).size() == 1);
  CHECK(differences(said, said).empty());
}

TEST_CASE("fingerprint: values are found by their whole name") {
  const fingerprint values{{"runs_most", "9"}, {"runs", "3"}, {"runs", "4"}};
  REQUIRE(find_value(values, "runs") != nullptr);
  CHECK(*find_value(values, "runs") == "3");
  CHECK(find_value(values, "run") == nullptr);
}
