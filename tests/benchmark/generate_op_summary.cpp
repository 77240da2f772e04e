// Writes op_summary files as msprof does for the devices of two nodes, seeded: 48 columns, quoted
// shapes, start times of 19 digits with a tab behind, N/A for operators of communication, and 1825
// operator classes in steps that repeat. Usage: generate_op_summary FOLDER ROWS [DEVICES [SEED]]
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::string_view header =
    "Device_id,Model Name,Model ID,Task ID,Stream ID,Infer ID,Op Name,OP Type,OP State,Task Type,"
    "Task Start Time(us),Task Duration(us),Task Wait Time(us),Block Dim,Mix Block Dim,HF32 "
    "Eligible,Input Shapes,Input Data Types,Input Formats,Output Shapes,Output Data Types,Output "
    "Formats,Context ID,aicore_time(us),aic_total_cycles,aic_mac_time(us),aic_mac_ratio,"
    "aic_scalar_time(us),aic_scalar_ratio,aic_mte1_time(us),aic_mte1_ratio,aic_mte2_time(us),"
    "aic_mte2_ratio,aic_fixpipe_time(us),aic_fixpipe_ratio,aic_icache_miss_rate,aiv_time(us),"
    "aiv_total_cycles,aiv_vec_time(us),aiv_vec_ratio,aiv_scalar_time(us),aiv_scalar_ratio,"
    "aiv_mte2_time(us),aiv_mte2_ratio,aiv_mte3_time(us),aiv_mte3_ratio,aiv_icache_miss_rate,"
    "cube_utilization(%)\n";

constexpr int classes = 1825, launches_again = 1400;

/// Random numbers that are the same with every library.
class dice {
 public:
  explicit dice(std::uint64_t seed) : engine_(seed) {}

  double uniform() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }
  double normal() {
    const double radius = std::sqrt(-2 * std::log(uniform() + 1e-300));
    return radius * std::cos(2 * 3.14159265358979323846 * uniform());
  }
  int below(int limit) { return static_cast<int>(uniform() * limit); }

 private:
  std::mt19937_64 engine_;
};

enum class engine { cube, vector, communication, host };

struct operator_class {
  engine runs_on = engine::cube;
  std::string name, type, task_type, input_shapes, input_types, input_formats, output_shapes,
      output_types, output_formats;
  double mean_us = 0;
  int cores = 1;
};

std::string quoted(const std::string& text) { return "\"\"\"" + text + "\"\"\""; }
std::string text(int number) { return std::to_string(number); }

operator_class cube_operator(dice& random, const std::string& batch, const std::string& length) {
  constexpr std::array names = {"aclnnMatmul_MatMulCommon_MatMulV2",
                                "aclnnBatchMatMul_BatchMatMulCommon_BatchMatMulV2",
                                "aclnnAddmm_MatMulCommon_MatMulV2"};
  constexpr std::array types = {"MatMulV2", "BatchMatMulV2", "MatMulV2"};
  const auto which = static_cast<std::size_t>(random.below(4));
  operator_class made;
  made.mean_us = 20 + std::exp(3 + random.normal() * 1.2);
  if (which == 3) {
    const std::string cache = batch + ",32," + length + ",128";
    made.name = "aclnnFlashAttentionScore_FlashAttentionScore_FlashAttentionScore";
    made.type = "FlashAttentionScore";
    made.task_type = "MIX_AIC";
    made.input_shapes = quoted(cache + ';' + cache + ';' + cache + ";;;;2048,2048;;;");
    made.input_types = "DT_BF16;DT_BF16;DT_BF16;DT_BF16;UINT8;DT_BF16;BOOL;INT64;INT64;INT64";
    made.input_formats = "ND;ND;ND;ND;ND;ND;ND;ND;ND;ND";
    made.output_shapes = quoted(cache + ";0;" + cache);
    made.output_types = "FLOAT;FLOAT;DT_BF16";
    made.output_formats = "ND;ND;ND";
    return made;
  }
  const std::string from = text(1024 * (1 + random.below(8)));
  const std::string to = text(1024 * (1 + random.below(11)));
  made.name = names[which];
  made.type = types[which];
  made.task_type = "AI_CORE";
  made.input_shapes = quoted(batch + ',' + length + ',' + from + ';' + from + ',' + to);
  made.input_types = "DT_BF16;DT_BF16";
  made.input_formats = "ND;ND";
  made.output_shapes = quoted(batch + ',' + length + ',' + to);
  made.output_types = "DT_BF16";
  made.output_formats = "ND";
  return made;
}

operator_class vector_operator(dice& random, const std::string& batch, const std::string& length) {
  constexpr std::array types = {"Add",       "Mul",       "RmsNorm",   "Cast",  "Swish",
                                "Transpose", "SoftmaxV2", "ReduceSum", "Slice", "ConcatD"};
  const auto which = static_cast<std::size_t>(random.below(static_cast<int>(types.size())));
  const bool has_two_inputs = which < 3;
  const std::string shape = batch + ',' + length + ',' + text(1024 * (1 + random.below(8)));
  operator_class made;
  made.runs_on = engine::vector;
  made.type = types[which];
  made.name = "aclnn" + made.type + '_' + made.type + "AiCore_" + made.type;
  made.task_type = "AI_VECTOR_CORE";
  made.input_shapes = quoted(has_two_inputs ? shape + ';' + shape : shape);
  made.input_types = has_two_inputs ? "DT_BF16;DT_BF16" : "FLOAT";
  made.input_formats = has_two_inputs ? "ND;ND" : "ND";
  made.output_shapes = quoted(shape);
  made.output_types = "DT_BF16";
  made.output_formats = "ND";
  made.mean_us = 2 + std::exp(2 + random.normal());
  return made;
}

operator_class communication_operator(dice& random) {
  operator_class made;
  made.runs_on = engine::communication;
  made.name =
      "hcom_allReduce__" + text(100 + random.below(900)) + '_' + text(random.below(48)) + "_1";
  made.type = "hcom_allReduce_";
  made.task_type = "COMMUNICATION";
  made.input_shapes = made.input_types = made.input_formats = "N/A";
  made.output_shapes = made.output_types = made.output_formats = "N/A";
  made.mean_us = 100 + std::exp(5 + random.normal());
  return made;
}

operator_class host_operator(dice& random, const std::string& batch, const std::string& length) {
  operator_class made;
  made.runs_on = engine::host;
  made.name = "aclnnIndexPutImpl_IndexPutV2AiCpu_IndexPutV2";
  made.type = "IndexPutV2";
  made.task_type = "AI_CPU";
  made.input_shapes = quoted(batch + ',' + length + ';' + length + ";1");
  made.input_types = "FLOAT;INT64;INT64";
  made.input_formats = "ND;ND;ND";
  made.output_shapes = quoted(batch + ',' + length);
  made.output_types = "FLOAT";
  made.output_formats = "ND";
  made.mean_us = 30 + std::exp(3 + random.normal());
  return made;
}

operator_class any_operator(dice& random) {
  const std::string batch = text(1 << random.below(5)), length = text(128 << random.below(6));
  const double kind = random.uniform();
  operator_class made = kind < 0.28   ? cube_operator(random, batch, length)
                        : kind < 0.92 ? vector_operator(random, batch, length)
                        : kind < 0.97 ? communication_operator(random)
                                      : host_operator(random, batch, length);
  const bool has_core = made.runs_on == engine::cube || made.runs_on == engine::vector;
  if (has_core && random.uniform() < 0.5)
    made.name = "Default/network-TrainOneStep/backbone-Layer." + text(random.below(48)) + '/' +
                made.type + "-op" + text(random.below(10'000));
  made.cores = 1 + random.below(40);
  return made;
}

std::vector<operator_class> make_classes(dice& random) {
  std::vector<operator_class> made;
  std::set<std::string> known;
  while (made.size() < classes) {
    operator_class next = any_operator(random);
    if (known.insert(next.name + next.input_shapes + next.input_types + next.output_shapes).second)
      made.push_back(std::move(next));
  }
  return made;
}

/// The launches of a step: every class once, many more than once, in random order.
std::vector<std::size_t> make_step(dice& random) {
  std::vector<std::size_t> step;
  for (int i = 0; i < classes; ++i) step.push_back(static_cast<std::size_t>(i));
  for (int i = 0; i < launches_again; ++i)
    step.push_back(static_cast<std::size_t>(classes * random.uniform() * random.uniform()));
  for (std::size_t i = step.size(); i > 1; --i)
    std::swap(step[i - 1], step[static_cast<std::size_t>(random.below(static_cast<int>(i)))]);
  return step;
}

/// Text that is written to a file now and then.
class table_file {
 public:
  explicit table_file(const std::filesystem::path& path) : file_(path, std::ios::binary) {
    if (!file_) {
      std::fprintf(stderr, "error: cannot write %s\n", path.c_str());
      std::exit(1);
    }
  }
  ~table_file() { flush(); }

  table_file& operator<<(std::string_view words) {
    text_ += words;
    if (text_.size() > 1 << 20) flush();
    return *this;
  }

  /// As Python writes a float rounded to three digits.
  table_file& operator<<(double value) {
    char digits[64];
    const double rounded = std::round(value * 1000) / 1000;
    const auto end =
        std::to_chars(digits, digits + sizeof digits, rounded, std::chars_format::fixed);
    const std::string_view words(digits, static_cast<std::size_t>(end.ptr - digits));
    *this << words;
    return words.find('.') == std::string_view::npos ? *this << ".0" : *this;
  }
  table_file& operator<<(std::int64_t value) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, value);
    return *this << std::string_view(digits, static_cast<std::size_t>(end.ptr - digits));
  }

 private:
  void flush() {
    file_.write(text_.data(), static_cast<std::streamsize>(text_.size()));
    text_.clear();
  }

  std::ofstream file_;
  std::string text_;
};

/// The times and ratios of one kind of core: total, cycles, a time and a ratio for each unit.
void write_units(table_file& out, const operator_class& made, bool runs, double time,
                 const std::vector<double>& shares, dice& random) {
  const bool has_none = made.runs_on == engine::communication || made.runs_on == engine::host;
  if (!runs) {
    out << (has_none ? ",N/A,N/A" : ",0.0,0");
    for (std::size_t i = 0; i < 2 * shares.size() + 1; ++i) out << (has_none ? ",N/A" : ",0.0");
    return;
  }
  out << "," << time << "," << static_cast<std::int64_t>(time * 1850 * made.cores);
  for (const double share : shares) {
    const double ratio = share * (0.9 + 0.2 * random.uniform());
    out << "," << time * ratio << "," << ratio;
  }
  out << "," << 0.05 * random.uniform();
}

void write_row(table_file& out, const operator_class& made, int device, std::int64_t row,
               std::int64_t start_ns, double duration_us, double wait_us, dice& random) {
  const bool is_mixed = made.task_type == "MIX_AIC", is_cube = made.runs_on == engine::cube;
  const auto rest_ns = static_cast<int>(start_ns % 1000);
  out << static_cast<std::int64_t>(device) << ",N/A,4294967295," << row % 65536
      << (is_cube ? ",2" : ",7") << ",N/A," << made.name << "," << made.type << ",dynamic,"
      << made.task_type << "," << start_ns / 1000 << "."
      << std::string{static_cast<char>('0' + rest_ns / 100),
                     static_cast<char>('0' + rest_ns / 10 % 10),
                     static_cast<char>('0' + rest_ns % 10)}
      << "\t," << duration_us << "," << wait_us << "," << static_cast<std::int64_t>(made.cores)
      << "," << static_cast<std::int64_t>(is_mixed ? 2 * made.cores : 0) << ",NO,"
      << made.input_shapes << "," << made.input_types << "," << made.input_formats << ","
      << made.output_shapes << "," << made.output_types << "," << made.output_formats << ",N/A";
  write_units(out, made, is_cube, duration_us * 0.93, {0.55, 0.1, 0.32, 0.6, 0.07}, random);
  write_units(out, made, made.runs_on == engine::vector || is_mixed, duration_us * 0.9,
              {0.3, 0.2, 0.4, 0.25}, random);
  if (is_cube)
    out << "," << 80 + 15 * random.uniform();
  else
    out << (made.runs_on == engine::vector ? ",0.0" : ",N/A");
  out << "\n";
}

void write_device(const std::filesystem::path& folder, int device, std::int64_t rows,
                  const std::vector<operator_class>& made, const std::vector<std::size_t>& step,
                  std::uint64_t seed) {
  dice random(seed + 1000 + static_cast<std::uint64_t>(device));
  const int node = device / 8, local = device % 8;
  const auto summary = folder / ("node" + text(node)) /
                       ("PROF_00000" + text(local + 1) + "_20240612") / ("device_" + text(local)) /
                       "summary";
  std::filesystem::create_directories(summary);
  table_file out(summary / ("op_summary_" + text(local) + "_1.csv"));
  out << header;
  const double speed = 1 + 0.02 * random.normal();
  std::int64_t now_ns = 1'718'180'918'997'020'000 + device * 13;
  for (std::int64_t row = 0; row < rows; ++row) {
    const auto& launched = made[step[static_cast<std::size_t>(row) % step.size()]];
    const double outlier = random.uniform() < 0.001 ? 5 : 1;
    const double duration_us =
        launched.mean_us * speed * std::exp(0.05 * random.normal()) * outlier;
    const double wait_us = random.uniform() < 0.7 ? 0 : 3 * random.uniform();
    now_ns += static_cast<std::int64_t>(1000 * wait_us);
    write_row(out, launched, local, row, now_ns, duration_us, wait_us, random);
    now_ns += static_cast<std::int64_t>(1000 * duration_us);
  }
}

}  // namespace

int main(int count, char** words) {
  if (count < 3) {
    std::fprintf(stderr, "usage: generate_op_summary FOLDER ROWS [DEVICES [SEED]]\n");
    return 2;
  }
  const std::int64_t rows = std::atoll(words[2]);
  const int devices = count > 3 ? std::atoi(words[3]) : 16;
  const std::uint64_t seed = count > 4 ? std::strtoull(words[4], nullptr, 10) : 1;
  dice random(seed);
  const auto made = make_classes(random);
  const auto step = make_step(random);
  for (int device = 0; device < devices; ++device)
    write_device(words[1], device, rows, made, step, seed);
}
