#pragma once

#include <proflens/plot/figure.hpp>
#include <proflens/plot/scene.hpp>
#include <proflens/plot/text_measure.hpp>

namespace proflens::plot {

/// Lays a figure out: limits, ticks, margins, legend and colour bars are decided, every mark is
/// placed. All texts of the result are anchored at their baseline. Points are not copied: the
/// scene shares the figure's columns.
/// Throws plot::error if a limit is not finite or not below its other one, or if the figure is
/// too small for its texts.
inline scene::drawing layout(const figure& described, const text_measure& measure);

}  // namespace proflens::plot
