#pragma once

#include <proflens/report/json.hpp>
#include <proflens/workflow/runtime_vs_tokens/result.hpp>

#include <array>
#include <string>

/// The part of the JSON summary that tells of cost models; names are promised to programs.
namespace proflens::workflow {

inline std::array<double, 2> ends_of(const interval& range) { return {range.low, range.high}; }

/// The names of a line's own, which are older than those that all models share.
inline void write_line(report::json_writer& out, const fitted_line& fitted) {
  out.member("intercept", fitted.line.intercept.value);
  out.member("slope", fitted.line.slope.value);
  out.member("intercept_ci95", ends_of(fitted.line.intercept.ci95));
  out.member("slope_ci95", ends_of(fitted.line.slope.ci95));
  out.member("r2", fitted.line.r2);
  out.member("rmse", fitted.line.rmse);
  out.member("mae", fitted.mean_absolute_error_ms);
  out.member("mape_percent", fitted.mean_absolute_percentage_error);
  out.member("n", fitted.line.n);
}

inline void write_errors(report::json_writer& out, const fitted_model& model) {
  out.member("r2", model.errors.r2);
  out.member("rmse", model.errors.rmse);
  out.member("mae", model.errors.mae);
  out.member("mape_percent", model.errors.mape_percent);
  out.member("n", model.n);
}

inline void write_cross_validation(report::json_writer& out, std::string_view name,
                                   const fit::cross_validation& found) {
  if (!found.offered()) {
    out.member(name, nullptr);
    out.member(std::string(name) + "_reason", found.reason);
    return;
  }
  out.key(name).object([&] {
    out.member("rmse", found.error.rmse);
    out.member("mae", found.error.mae);
    out.member("mape_percent", found.error.mape_percent);
  });
}

/// What every model has under `fits.<name>`.
inline void write_model(report::json_writer& out, const fitted_model& model) {
  out.member("smape_percent", model.errors.smape_percent);
  out.member("zero_runtimes", model.errors.zeros);
  out.member("aicc", model.aicc);
  out.member("equation", model.equation);
  out.key("parameters").array([&] {
    for (const auto& parameter : model.parameters) {
      out.object([&] {
        out.member("name", parameter.name);
        out.member("value", parameter.value);
        out.member("ci95", ends_of(parameter.ci95));
      });
    }
  });
  out.key("cv").object([&] {
    write_cross_validation(out, "kfold", model.kfold);
    write_cross_validation(out, "time_ordered", model.time_ordered);
  });
  out.member("warnings", model.warnings);
}

/// `fits`: one entry for each model that was asked for, null with a reason where there is none.
inline void write_fits(report::json_writer& out, const regime_summary& summary) {
  out.key("fits").object([&] {
    for (const fitted_model& model : summary.models) {
      if (!model.fitted()) {
        out.member(model.name(), nullptr);
        out.member(std::string(model.name()) + "_reason", model.reason);
        continue;
      }
      out.key(model.name()).object([&] {
        if (model.kind == runtime_fit::line && summary.line)
          write_line(out, *summary.line);
        else
          write_errors(out, model);
        write_model(out, model);
      });
    }
  });
}

/// `best`: null with a reason where no model may be chosen.
inline void write_best(report::json_writer& out, const regime_summary& summary) {
  if (!summary.best || summary.best->name.empty()) {
    out.member("best", nullptr);
    out.member("best_reason", summary.best ? summary.best->reason : std::string("no steps"));
    return;
  }
  out.key("best").object([&] {
    out.member("name", summary.best->name);
    out.member("reason", summary.best->reason);
  });
}

/// `sla`: null where there is no model to invert.
inline void write_sla(report::json_writer& out, const regime_summary& summary) {
  if (!summary.sla) {
    out.member("sla", nullptr);
    return;
  }
  const service_level& sla = *summary.sla;
  out.key("sla").object([&] {
    out.member("target_ms", sla.target_ms);
    out.member("batch_size", sla.batch_size);
    out.member("tokens", sla.tokens);
    out.member("tokens_ci95", ends_of(sla.tokens_ci95));
    out.member("tokens_prediction95", sla.tokens_prediction95);
    out.member("extrapolated", sla.extrapolated);
    sla.reason.empty() ? out.member("reason", nullptr) : out.member("reason", sla.reason);
  });
}

}  // namespace proflens::workflow
