// Reads a scheduler log by three ways, in turn in one process so that pairs are fair: ours,
// simdjson line by line as one would write it for this one task, and the read bound (the bytes are
// read and summed, nothing else). All must come to the same sums; figures.py checks that they do.
#include <fcntl.h>
#include <simdjson.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <vector>

#include <proflens/aggregate/collect.hpp>
#include <proflens/point.hpp>
#include <proflens/read/json_lines.hpp>
#include <proflens/record/scheduler_step.hpp>
#include <proflens/report/number.hpp>

namespace benchmark {

constexpr std::size_t block_bytes = 256 * 1024;
constexpr double max_schedule_ms = 300, max_runtime_ms = 200;

/// What every way has to find out; also the accumulator of ours.
struct sums {
  using record_type = proflens::scheduler_step;
  static constexpr auto needs =
      std::tuple{&proflens::scheduler_step::chunks, &proflens::scheduler_step::runtime_ms,
                 &proflens::scheduler_step::schedule_ms};

  std::int64_t kept = 0;
  std::int64_t tokens = 0;
  double runtime_ms = 0;

  bool add(double schedule, double runtime, std::int64_t step_tokens) {
    if (schedule > max_schedule_ms || runtime > max_runtime_ms) return false;
    ++kept;
    tokens += step_tokens;
    runtime_ms += runtime;
    return true;
  }
  bool operator()(const proflens::scheduler_step& step) {
    return add(step.schedule_ms.value_or(0), step.runtime_ms, step.chunks.tokens);
  }
  sums& operator+=(const sums& other) {
    kept += other.kept;
    tokens += other.tokens;
    runtime_ms += other.runtime_ms;
    return *this;
  }
  friend bool operator==(const sums&, const sums&) = default;
};

/// The same, and each kept step as a point, as a figure needs them.
struct sums_and_points {
  using record_type = proflens::scheduler_step;
  static constexpr auto needs = sums::needs;

  sums found;
  proflens::aggregate::collect<proflens::point> points;

  void operator()(const proflens::scheduler_step& step) {
    if (found(step)) points(proflens::tokens_and_runtime(step));
  }
  sums_and_points& operator+=(const sums_and_points& other) {
    found += other.found;
    points += other.points;
    return *this;
  }
  friend bool operator==(const sums_and_points&, const sums_and_points&) = default;
};

[[noreturn]] void stop(const std::string& why) {
  std::fprintf(stderr, "error: %s\n", why.c_str());
  std::exit(1);
}

class open_file {
 public:
  explicit open_file(const char* name) : descriptor_{::open(name, O_RDONLY | O_CLOEXEC)} {
    if (descriptor_ < 0) stop(std::string("cannot open ") + name);
  }
  ~open_file() { ::close(descriptor_); }
  open_file(const open_file&) = delete;
  open_file& operator=(const open_file&) = delete;

  std::size_t size() const {
    struct stat found {};
    ::fstat(descriptor_, &found);
    return static_cast<std::size_t>(found.st_size);
  }
  std::size_t read(char* into, std::size_t bytes, std::size_t offset) const {
    const ssize_t got = ::pread(descriptor_, into, bytes, static_cast<off_t>(offset));
    if (got < 0) stop("cannot read");
    return static_cast<std::size_t>(got);
  }

 private:
  int descriptor_;
};

/// Calls `work(begin, end, result)` for equal parts of the file, each in a thread of its own.
template <class Result, class Work>
std::vector<Result> in_parts(std::size_t bytes, unsigned threads, Work work) {
  std::vector<Result> results(threads);
  {
    std::vector<std::jthread> running;
    for (unsigned i = 0; i < threads; ++i)
      running.emplace_back([&, i] {
        Result own{};  // beside each other in `results` they would share a cache line
        work(bytes * i / threads, bytes * (i + 1) / threads, own);
        results[i] = own;
      });
  }
  return results;
}

// As words of 8 bytes, with the widest registers there are (Release is -O3, which makes a vector
// loop of it): the bound must not wait for the sum.
__attribute__((target_clones("avx512f", "avx2", "default"))) std::uint64_t word_sum(
    const std::uint64_t* words, std::size_t count) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += words[i];
  return sum;
}

sums read_bound(const char* name, unsigned threads) {
  const open_file file{name};
  const auto parts = in_parts<std::uint64_t>(
      file.size(), threads, [&](std::size_t begin, std::size_t end, std::uint64_t& sum) {
        std::vector<std::uint64_t> block(block_bytes / 8);
        while (begin < end) {
          const auto got = file.read(reinterpret_cast<char*>(block.data()),
                                     std::min(block_bytes, end - begin), begin);
          if (got == 0) break;
          sum += word_sum(block.data(), got / 8);
          begin += got;
        }
      });
  std::uint64_t sum = 0;
  for (const std::uint64_t part : parts) sum += part;
  return {.tokens = static_cast<std::int64_t>(sum >> 1)};  // used, so that nothing is left out
}

/// Where the lists stand in a line: before the durations (vLLM's logs) or behind them.
enum class lists { first, last };

/// False if it is no list of integers.
bool sum_up(simdjson::simdjson_result<simdjson::ondemand::value> list, std::int64_t& sum) {
  simdjson::ondemand::array elements;
  if (list.get(elements)) return false;
  for (auto element : elements) {
    std::int64_t value = 0;
    if (element.get(value)) return false;
    sum += value;
  }
  return true;
}

/// One line. The fields are asked for in the order of the file, which is the fastest there is, but
/// found in any order, as ours are. By error codes: exceptions cost a third more here.
void add_line(simdjson::ondemand::parser& parser, const char* line, std::size_t size, lists order,
              sums& into) {
  const simdjson::padded_string_view text(line, size, size + simdjson::SIMDJSON_PADDING);
  auto document = parser.iterate(text);
  simdjson::ondemand::object object;
  if (document.get_object().get(object)) return;
  double schedule = 0, runtime = 0;
  std::int64_t tokens = 0;
  const auto chunks = [&] { return sum_up(object.find_field_unordered("chunk_sizes"), tokens); };
  if (order == lists::first && !chunks()) return;
  if (object.find_field_unordered("schedule_duration_ms").get(schedule)) return;
  if (object.find_field_unordered("model_run_duration_ms").get(runtime)) return;
  if (order == lists::last && !chunks()) return;
  into.add(schedule, runtime, tokens);
}

/// The lines that begin in [begin, end), in blocks of 256 KiB; the cut line is carried over.
void simdjson_part(const open_file& file, std::size_t begin, std::size_t end, lists order,
                   sums& into) {
  simdjson::ondemand::parser parser;
  std::vector<char> block(2 * block_bytes + simdjson::SIMDJSON_PADDING);
  std::size_t held = 0, line_place = begin;  // the place in the file of block[0]
  bool in_foreign_line = false;              // that of the part before, up to its line end
  if (begin > 0) {
    --line_place;
    in_foreign_line = true;
  }
  while (line_place < end) {
    const std::size_t got = file.read(block.data() + held, block_bytes, line_place + held);
    if (got == 0) break;
    held += got;
    std::size_t used = 0;
    while (const void* found = std::memchr(block.data() + used, '\n', held - used)) {
      const auto line_end =
          static_cast<std::size_t>(static_cast<const char*>(found) - block.data());
      if (!in_foreign_line) {
        if (line_place + used >= end) return;
        add_line(parser, block.data() + used, line_end - used, order, into);
      }
      in_foreign_line = false;
      used = line_end + 1;
    }
    std::memmove(block.data(), block.data() + used, held - used);
    held -= used;
    line_place += used;
    if (held > block_bytes) stop("a line is longer than a block");
  }
}

sums simdjson_per_line(const char* name, unsigned threads, lists order) {
  const open_file file{name};
  sums whole;
  for (const sums& part :
       in_parts<sums>(file.size(), threads, [&](std::size_t begin, std::size_t end, sums&into) {
         simdjson_part(file, begin, end, order, into);
       }))
    whole += part;
  return whole;
}

template <class Accumulator>
Accumulator ours(const char* name, unsigned threads) {
  return proflens::read::json_lines<proflens::scheduler_step>(name, Accumulator{},
                                                              {.threads = threads})
      .value;
}

sums sums_by(const std::string& way, const char* file, unsigned threads) {
  if (way == "ours") return ours<sums>(file, threads);
  if (way == "points") return ours<sums_and_points>(file, threads).found;
  if (way == "simdjson") return simdjson_per_line(file, threads, lists::last);
  if (way == "simdjson_lists_first") return simdjson_per_line(file, threads, lists::first);
  if (way == "bound") return read_bound(file, threads);
  stop("ways are ours, points, simdjson, simdjson_lists_first and bound, not " + way);
}

/// VmHWM and not getrusage: the latter begins with what the parent process held.
std::size_t peak_bytes() {
  std::ifstream status{"/proc/self/status"};
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::strtoull(line.c_str() + 6, nullptr, 10) * 1024;
  return 0;
}

void measure(const std::string& way, const char* file) {
  const std::size_t colon = way.find(':');
  const std::string kind = way.substr(0, colon);
  const unsigned threads =
      colon == way.npos ? 1 : static_cast<unsigned>(std::strtoul(&way[colon + 1], nullptr, 10));
  const auto begin = std::chrono::steady_clock::now();
  const sums found = sums_by(kind, file, threads);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  std::printf("way=%s seconds=%s peak_bytes=%zu", way.c_str(),
              proflens::report::exact(seconds.count()).c_str(), peak_bytes());
  if (kind != "bound")
    std::printf(" kept=%lld tokens=%lld runtime_ms=%s", static_cast<long long>(found.kept),
                static_cast<long long>(found.tokens),
                proflens::report::exact(found.runtime_ms).c_str());
  std::printf("\n");
}

}  // namespace benchmark

int main(int argc, char** argv) {
  if (argc < 4)
    benchmark::stop(
        "usage: jsonl FILE REPEATS WAY[:THREADS]...   ways: ours points simdjson "
        "simdjson_lists_first bound");
  for (long repeat = std::strtol(argv[2], nullptr, 10); repeat > 0; --repeat)
    for (int i = 3; i < argc; ++i) benchmark::measure(argv[i], argv[1]);
}
