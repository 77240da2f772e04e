#pragma once

namespace proflens::plot {

/// What the y of a mark counts: numbers of the axis (`data`), or shares of the axes' height, 0 at
/// their lower edge and 1 at their upper (`frame`). A mark on the frame keeps its height whatever
/// the limits and the scale of y are, takes no part in them, and is there also where a value has no
/// place: a result that is missing, zero on a logarithmic axis.
enum class y_anchor { data, frame };

}  // namespace proflens::plot
