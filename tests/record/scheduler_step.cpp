#include <proflens/record/scheduler_step.hpp>

#include <doctest/doctest.h>

#include <proflens/record/concepts.hpp>

using namespace proflens;

TEST_CASE("scheduler_step: is described, and its chunks are made from counts") {
  CHECK(record::described<scheduler_step>);
  CHECK(record::made_from_counts<record::chunk_tally>);
  CHECK(record::names_its_record<tokens_and_runtime_projection>);
  CHECK(record::names_its_needs<tokens_and_runtime_projection>);
}

TEST_CASE("scheduler_step: tokens_and_runtime gives tokens as x and milliseconds as y") {
  scheduler_step step;
  step.chunks(512);
  step.chunks(1);
  step.runtime_ms = 40.5;
  CHECK(tokens_and_runtime(step) == point{513, 40.5});
}
