#pragma once

// Empty without the component `openvino`.
#ifdef PROFLENS_WITH_OPENVINO

#include <openvino/openvino.hpp>
#include <openvino/pass/serialize.hpp>

#include <exception>
#include <filesystem>
#include <new>
#include <sstream>
#include <string>
#include <utility>

#include <proflens/detail/atomic_file.hpp>
#include <proflens/engine/error.hpp>
#include <proflens/engine/telling_line.hpp>

namespace proflens::engine {

/// A model in OpenVINO's intermediate representation, as its two files hold it.
struct openvino_ir {
  std::string graph = {};    ///< .xml
  std::string weights = {};  ///< .bin; empty where the model has none
};

/// Converts ONNX models. May be called by several threads.
class openvino_ir_converter {
 public:
  /// Throws engine::error where OpenVINO cannot begin, as where its own files cannot be read.
  openvino_ir_converter() try : core_() {
  } catch (const std::exception& failure) {
    throw error("OpenVINO cannot begin: " + telling_line(failure.what()));
  }

  /// Of the library: "2026.4.1-...".
  static std::string version() { return ov::get_openvino_version().buildNumber; }

  /// `onnx` is what an ONNX file holds. Numbers keep their precision; the same model gives the same
  /// bytes. Throws engine::error where OpenVINO cannot read it.
  openvino_ir operator()(const std::string& onnx) {
    try {
      std::ostringstream graph, weights;
      const auto model = core_.read_model(onnx, ov::Tensor());
      name_operations(*model);
      ov::pass::Serialize(graph, weights).run_on_model(model);
      return {std::move(graph).str(), std::move(weights).str()};
    } catch (const std::bad_alloc&) {
      throw;  // says nothing of the model
    } catch (const std::exception& failure) {
      throw error("OpenVINO cannot convert the ONNX model: " + telling_line(failure.what()));
    }
  }

 private:
  // Operations that ONNX has no name for are numbered by all that this process has read before.
  static void name_operations(const ov::Model& model) {
    int number = 0;
    for (const auto& operation : model.get_ordered_ops()) {
      ++number;
      if (operation->get_friendly_name() == operation->get_name())
        operation->set_friendly_name(operation->get_type_name() +
                                     ("_of_place_" + std::to_string(number)));
    }
  }

  ov::Core core_;
};

}  // namespace proflens::engine

#endif
