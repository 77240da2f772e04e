// Groups the runs of a folder of op_summary files by operator class and file, by three ways, in
// turn in one process so that pairs are fair: ours, csv.h with a hash map of the standard library,
// and the read bound (the bytes are read and summed, nothing else). All must find the same.
#define CSV_IO_NO_THREAD  // or csv.h reads ahead in a thread of its own
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include <proflens/aggregate/all.hpp>
#include <proflens/aggregate/bounded_quantiles.hpp>
#include <proflens/aggregate/extrema.hpp>
#include <proflens/aggregate/group_by.hpp>
#include <proflens/aggregate/moments.hpp>
#include <proflens/aggregate/of.hpp>
#include <proflens/read/csv.hpp>
#include <proflens/read/small_csv.hpp>  // csv.h, without its warnings
#include <proflens/record/operator_run.hpp>
#include <proflens/report/number.hpp>

namespace benchmark {

using proflens::aggregate::all;
using proflens::aggregate::extrema;
using proflens::aggregate::moments;

constexpr std::size_t block_bytes = 256 * 1024;

using paths = std::vector<std::filesystem::path>;
using statistics = all<moments, extrema>;

/// What every way has to find out; for the read bound the bytes.
struct sums {
  std::int64_t rows = 0, groups = 0;
  double total_us = 0;
  double of_groups = 0;  ///< mean, variance, least and largest of every group

  void add(const statistics& group) {
    const auto& moments_of = group.get<moments>();
    rows += static_cast<std::int64_t>(moments_of.count());
    ++groups;
    total_us += moments_of.sum();
    of_groups += moments_of.mean() + group.get<extrema>().minimum() +
                 group.get<extrema>().maximum() +
                 (moments_of.count() > 1 ? moments_of.variance() : 0);
  }
};

[[noreturn]] void stop(const std::string& why) {
  std::fprintf(stderr, "error: %s\n", why.c_str());
  std::exit(1);
}

paths tables_below(const char* folder) {
  paths found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".csv") found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

/// Calls `work(file number)` for every file, each thread taking the next.
template <class Work>
void for_files(const paths& files, unsigned threads, Work work) {
  std::atomic<std::size_t> next = 0;
  std::vector<std::jthread> running;
  for (unsigned i = 0; i < threads; ++i)
    running.emplace_back([&] {
      for (std::size_t file; (file = next++) < files.size();) work(file);
    });
}

// As words of 8 bytes, with the widest registers there are: the bound must not wait for the sum.
__attribute__((target_clones("avx512f", "avx2", "default"))) std::uint64_t word_sum(
    const std::uint64_t* words, std::size_t count) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += words[i];
  return sum;
}

sums read_bound(const paths& files, unsigned threads) {
  std::atomic<std::uint64_t> all_words = 0;
  for_files(files, threads, [&](std::size_t number) {
    const int file = ::open(files[number].c_str(), O_RDONLY | O_CLOEXEC);
    std::vector<std::uint64_t> block(block_bytes / 8);
    std::uint64_t sum = 0;
    for (off_t at = 0;;) {
      const ssize_t got = ::pread(file, block.data(), block_bytes, at);
      if (got <= 0) break;
      sum += word_sum(block.data(), static_cast<std::size_t>(got) / 8);
      at += got;
    }
    ::close(file);
    all_words += sum;
  });
  return {.rows = static_cast<std::int64_t>(all_words >> 1)};
}

using proflens::read::csv_scanner;

sums ours(const paths& files, unsigned threads,
          csv_scanner scanner = proflens::read::widest_csv_scanner()) {
  using proflens::operator_run;
  const auto grouped = proflens::aggregate::group_by(
      proflens::operator_class, proflens::aggregate::of(&operator_run::duration_us, statistics{}));
  sums found;
  for (const auto& table : proflens::read::csv_by_file<operator_run>(
           files, grouped, {.threads = threads, .scanner = scanner})) {
    if (!table.failure.empty()) stop(table.failure);
    for (const auto& [key, group] : table.value) found.add(group.value);
  }
  return found;
}

/// The reading alone that a whole analysis of a cluster does: moments and samples, by device; of
/// samples beyond so many bytes sketches.
sums kept(const paths& files, unsigned threads,
          std::size_t bytes = proflens::aggregate::sample_budget::default_bytes) {
  using proflens::operator_run;
  namespace aggregate = proflens::aggregate;
  const auto grouped = aggregate::group_by(
      proflens::operator_class_on_device,
      aggregate::of(
          &operator_run::duration_us,
          aggregate::all<moments, aggregate::bounded_quantiles>{
              {},
              aggregate::bounded_quantiles(std::make_shared<aggregate::sample_budget>(bytes))}));
  const auto read = proflens::read::csv<operator_run>(files, grouped, {.threads = threads});
  sums found;
  for (const auto& [key, group] : read.value) {
    const auto& samples = group.value.get<aggregate::bounded_quantiles>();
    found.rows += static_cast<std::int64_t>(samples.count());
    ++found.groups;
    found.total_us += group.value.get<moments>().sum();
  }
  return found;
}

/// One table by csv.h as one would write it for this one task.
std::unordered_map<std::string, statistics> csv_h_groups(const std::filesystem::path& file) {
  io::CSVReader<5, io::trim_chars<>, io::double_quote_escape<',', '"'>> table(file.string());
  table.read_header(io::ignore_extra_column, "Op Name", "Input Shapes", "Input Data Types",
                    "Output Shapes", "Task Duration(us)");
  std::unordered_map<std::string, statistics> groups;
  std::string key;
  char *name = nullptr, *shapes = nullptr, *types = nullptr, *output = nullptr;
  double duration_us = 0;
  while (table.read_row(name, shapes, types, output, duration_us)) {
    key.assign(name).append(1, '\x1f').append(shapes).append(1, '\x1f').append(types);
    key.append(1, '\x1f').append(output);
    groups[key](duration_us);
  }
  return groups;
}

sums csv_h(const paths& files, unsigned threads) {
  std::vector<std::unordered_map<std::string, statistics>> tables(files.size());
  for_files(files, threads,
            [&](std::size_t number) { tables[number] = csv_h_groups(files[number]); });
  sums found;
  for (const auto& table : tables)
    for (const auto& [key, group] : table) found.add(group);
  return found;
}

sums sums_by(const std::string& way, const paths& files, unsigned threads) {
  if (way == "ours") return ours(files, threads);
  if (way == "ours_scalar") return ours(files, threads, csv_scanner::scalar);
  if (way == "ours_sse2") return ours(files, threads, csv_scanner::sse2);
  if (way == "ours_avx2") return ours(files, threads, csv_scanner::avx2);
  if (way == "kept") return kept(files, threads);
  if (way == "sketched") return kept(files, threads, 0);
  if (way == "csv_h") return csv_h(files, threads);
  if (way == "bound") return read_bound(files, threads);
  stop("ways are ours, ours_scalar, ours_sse2, ours_avx2, kept, sketched, csv_h and bound, not " +
       way);
}

/// VmHWM and not getrusage: the latter begins with what the parent process held.
std::size_t peak_bytes() {
  std::ifstream status{"/proc/self/status"};
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::strtoull(line.c_str() + 6, nullptr, 10) * 1024;
  return 0;
}

/// Of all threads, in the program and in the system: what other programs do matters less to it.
double cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

void measure(const std::string& way, const paths& files) {
  const std::size_t colon = way.find(':');
  const std::string kind = way.substr(0, colon);
  const unsigned threads =
      colon == way.npos ? 1 : static_cast<unsigned>(std::strtoul(&way[colon + 1], nullptr, 10));
  const double cpu_before = cpu_seconds();
  const auto begin = std::chrono::steady_clock::now();
  const sums found = sums_by(kind, files, threads);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  std::printf("way=%s seconds=%s cpu_seconds=%s peak_bytes=%zu", way.c_str(),
              proflens::report::exact(seconds.count()).c_str(),
              proflens::report::exact(cpu_seconds() - cpu_before).c_str(), peak_bytes());
  if (kind != "bound")
    std::printf(" rows=%lld groups=%lld total_us=%s of_groups=%s",
                static_cast<long long>(found.rows), static_cast<long long>(found.groups),
                proflens::report::exact(found.total_us).c_str(),
                proflens::report::exact(found.of_groups).c_str());
  std::printf("\n");
}

}  // namespace benchmark

int main(int argc, char** argv) {
  if (argc < 4)
    benchmark::stop(
        "usage: cluster FOLDER REPEATS WAY[:THREADS]...   ways: ours ours_scalar ours_sse2 "
        "ours_avx2 kept sketched csv_h bound");
  const benchmark::paths files = benchmark::tables_below(argv[1]);
  for (long repeat = std::strtol(argv[2], nullptr, 10); repeat > 0; --repeat)
    for (int i = 3; i < argc; ++i) benchmark::measure(argv[i], files);
}
