#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <proflens/detail/abandoned_files.hpp>
#include <proflens/detail/atomic_file.hpp>
#include <proflens/measure/checkpoint.hpp>
#include <proflens/measure/error.hpp>
#include <proflens/measure/fingerprint.hpp>
#include <proflens/record/stage_time.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/stage_profiling/conditions_json.hpp>
#include <proflens/workflow/stage_profiling/measure_options.hpp>
#include <proflens/workflow/stage_profiling/raw_measurements.hpp>

namespace proflens::workflow {

inline constexpr const char* raw_measurements_name = "raw_measurements.json";
inline constexpr const char* conditions_name = "conditions.json";
inline constexpr const char* checkpoint_name = "checkpoint.json";

/// Makes a folder of results if it is not there. Throws proflens::error if it cannot be made, or
/// one of the three files of a measurement not be written there; what is there stays.
inline void require_writable(const std::filesystem::path& results) {
  std::error_code failed;
  std::filesystem::create_directories(results, failed);
  if (failed)
    throw error("cannot make the folder " + results.string() + ": " + failed.message() +
                "; name another one");
  for (const char* name : {raw_measurements_name, conditions_name, checkpoint_name}) {
    detail::remove_abandoned_files(results / name);
    const detail::atomic_file tried(results / name);
  }
}

/// The three files of a measurement of stages. Each is whole at any moment, also when the process
/// is killed; a point that is in the checkpoint is never lost.
class measurement_record {
 public:
  /// Throws measure::error if the checkpoint that is there is damaged or belongs to another
  /// measurement, proflens::error if nothing can be written in that folder.
  measurement_record(const measure_stages_options& options, measure::fingerprint expected)
      : folder_(options.results) {
    if (folder_.empty()) return;
    require_writable(folder_);  // before hours are measured in vain
    using measure::existing_checkpoint;
    const auto existing =
        options.fresh ? existing_checkpoint::replace : existing_checkpoint::resume;
    try {
      checkpoint_.emplace(folder_ / checkpoint_name, std::move(expected), existing);
    } catch (const measure::error& refusal) {
      throw measure::error(std::string(refusal.what()) + ", or measure afresh (--fresh)");
    }
  }

  /// What an earlier session has measured of a point, of which size, unit and stage are given;
  /// nothing if it has not.
  std::optional<record::stage_time> find(const record::stage_time& point) const {
    const std::string* text = checkpoint_ ? checkpoint_->find(key_of(point)) : nullptr;
    if (text == nullptr) return std::nullopt;
    return read_checkpoint_text(point, *text,
                                (folder_ / checkpoint_name).string() + ": " + key_of(point));
  }

  /// How many points the checkpoint holds, of whatever units.
  std::size_t size() const { return checkpoint_ ? checkpoint_->size() : 0; }

  /// Keeps a point that was measured. One that failed is not kept: it is tried again.
  void keep(const record::stage_time& point) {
    if (checkpoint_ && !point.failed) checkpoint_->put(key_of(point), checkpoint_text_of(point));
  }

  /// Writes what is known so far.
  void write(const measured_stages& all) const {
    if (!checkpoint_) return;
    detail::write_atomically(folder_ / conditions_name, conditions_json(all.conditions));
    detail::write_atomically(folder_ / raw_measurements_name, raw_measurements_json(all.points));
  }

 private:
  std::filesystem::path folder_;
  std::optional<measure::checkpoint> checkpoint_;
};

}  // namespace proflens::workflow
