#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/engine/graphsage_stages.hpp>
#include <proflens/report/json.hpp>
#include <proflens/workflow/stage_profiling/exported_models.hpp>
#include <proflens/workflow/stage_profiling/file_checksum.hpp>

namespace proflens::workflow {

/// One object of the manifest's lists of models.
inline void write_model(report::json_writer& out, const exported_model& one) {
  out.object([&] {
    out.member("name", one.model.name());
    out.member("stage", engine::id_of(one.model.stage));
    out.member("stage_name", engine::name_of(one.model.stage));
    out.member("unit", one.model.unit);
    out.member("precision", one.model.precision);
    out.member("dynamic", !one.model.fixed);
    const auto& fixed = one.model.fixed;
    out.member("nodes", fixed ? std::optional(fixed->nodes) : std::nullopt);
    out.member("edges", fixed ? std::optional(fixed->edges) : std::nullopt);
    out.key("files").array([&] {
      for (const exported_file& file : one.files) {
        out.object([&] {
          out.member("file", file.name);
          out.member("bytes", file.bytes);
          out.member("crc32", crc32_text(file.crc32));
        });
      }
    });
  });
}

/// `manifest.json`: which models there are, with the size and the CRC-32 of each file, and what is
/// left out and why. The same models give the same bytes.
inline std::string manifest_json(const exported_models& models) {
  report::json_writer out;
  const auto list = [&](std::string_view name, const std::vector<exported_model>& all) {
    out.key(name).array([&] {
      for (const exported_model& one : all) write_model(out, one);
    });
  };
  out.object([&] {
    out.member("schema", "proflens.stage_models/1");
    out.member("feature_dim", models.features);
    out.member("weights_seed", models.weights_seed);
    out.member("onnx_version", models.onnx_version);
    out.member("openvino_version", models.openvino_version.empty()
                                       ? std::optional<std::string>()
                                       : std::optional(models.openvino_version));
    out.member("bytes", models.bytes());
    list(onnx_folder, models.onnx);
    list(ir_folder, models.ir);
    out.key("left_out").array([&] {
      for (const left_out_model& one : models.left_out) {
        out.object([&] {
          out.member("name", one.name);
          out.member("reason", one.reason);
        });
      }
    });
  });
  return out.text();
}

}  // namespace proflens::workflow
