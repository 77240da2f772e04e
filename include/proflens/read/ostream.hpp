#pragma once

#include <ostream>

#include <proflens/read/ledger.hpp>

namespace proflens::read {

/// One line: `120 lines: 98 used, 20 trimmed, 2 malformed (1 syntax, 1 wrong_type)`.
inline std::ostream& operator<<(std::ostream& out, const ledger& booked) {
  out << booked.lines << (booked.lines == 1 ? " line: " : " lines: ") << booked.used << " used";
  if (booked.trimmed != 0) out << ", " << booked.trimmed << " trimmed";
  if (booked.blank != 0) out << ", " << booked.blank << " blank";
  for (const auto& [rule, lines] : booked.filtered) out << ", " << lines << ' ' << rule;
  if (booked.malformed == 0) return out;
  out << ", " << booked.malformed << " malformed (";
  const char* separator = "";
  for (std::size_t i = 0; i < table_cause_count; ++i) {
    if (booked.malformed_by_cause[i] == 0) continue;
    out << separator << booked.malformed_by_cause[i] << ' ' << name(static_cast<cause>(i));
    separator = ", ";
  }
  return out << ')';
}

}  // namespace proflens::read
