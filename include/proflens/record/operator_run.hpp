#pragma once

#include <optional>
#include <tuple>

#include <proflens/record/field.hpp>
#include <proflens/record/raw_text.hpp>
#include <proflens/record/time_stamp.hpp>
#include <proflens/unit.hpp>

namespace proflens::record {

/// One execution of an operator on a device: a row of Ascend's op_summary*.csv or
/// kernel_details.csv, whose columns have had several names. Texts are seen in the reader's buffer.
///
/// The columns of the class (name, shapes, types) and the duration must be there; their cells may
/// be missing (operators of communication have no shapes), but not the duration's. A cell that does
/// not fit one of the other columns counts as absent and loses no row.
struct operator_run {
  raw_text op_name;
  raw_text op_type;
  raw_text task_type;  ///< AI_CORE, AI_VECTOR_CORE, COMMUNICATION or HCCL, ...
  raw_text input_shapes;
  raw_text input_data_types;
  raw_text output_shapes;
  raw_text device_id;               ///< missing where the table is one device's
  raw_text step_id;                 ///< missing where the table has no steps
  std::optional<time_stamp> start;  ///< exact
  double duration_us = 0;
  std::optional<double> wait_us;    ///< between the task before and this one
  std::optional<double> block_dim;  ///< cores that ran it
};

template <>
inline constexpr auto fields<operator_run> = std::tuple{
    required(&operator_run::op_name, "Op Name", "Name"),
    optional(&operator_run::op_type, "OP Type", "Op Type", "Type"),
    optional(&operator_run::task_type, "Task Type", "Accelerator Core"),
    required(&operator_run::input_shapes, "Input Shapes"),
    required(&operator_run::input_data_types, "Input Data Types"),
    required(&operator_run::output_shapes, "Output Shapes"),
    optional(&operator_run::device_id, "Device_id", "Device ID", "Device Id"),
    optional(&operator_run::step_id, "Step Id", "Step ID"),
    optional(&operator_run::start, "Task Start Time(us)", "Task Start Time", "Start Time(us)") |
        unit::microsecond | lenient,
    required(&operator_run::duration_us, "Task Duration(us)", "Task Duration", "Duration(us)") |
        unit::microsecond | nonnegative,
    optional(&operator_run::wait_us, "Task Wait Time(us)", "Task Wait Time", "Wait Time(us)") |
        unit::microsecond | lenient,
    optional(&operator_run::block_dim, "Block Dim", "Block Num") | unit::count | lenient};

/// What makes two runs runs of the same operator: name, shapes and types, as a projection to a key
/// of raw texts.
inline constexpr text_fields<&operator_run::op_name, &operator_run::input_shapes,
                             &operator_run::input_data_types, &operator_run::output_shapes>
    operator_class;

/// The class and the device of a table of several devices.
inline constexpr text_fields<&operator_run::op_name, &operator_run::input_shapes,
                             &operator_run::input_data_types, &operator_run::output_shapes,
                             &operator_run::device_id>
    operator_class_on_device;

/// The class, the device and the step.
inline constexpr text_fields<&operator_run::op_name, &operator_run::input_shapes,
                             &operator_run::input_data_types, &operator_run::output_shapes,
                             &operator_run::device_id, &operator_run::step_id>
    operator_class_in_step;

}  // namespace proflens::record

namespace proflens {
using record::operator_class;
using record::operator_class_in_step;
using record::operator_class_on_device;
using record::operator_run;
}  // namespace proflens
