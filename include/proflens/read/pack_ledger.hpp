#pragma once

#include <concepts>
#include <type_traits>

#include <proflens/read/ledger.hpp>

namespace proflens::read {

/// Ledgers as bytes, so that `aggregate::over_mpi` joins those of all ranks; see
/// `aggregate/pack.hpp`. Found by its arguments where both headers are included.
template <class Archive, class Ledger>
requires std::same_as<std::remove_const_t<Ledger>, ledger>
void exchange_with(Archive& archive, Ledger& self) {
  archive(self.lines, self.trimmed, self.blank, self.malformed, self.used);
  archive(self.malformed_by_cause, self.filtered, self.first_malformed, self.missing);
}

template <class Archive, class Line>
requires std::same_as<std::remove_const_t<Line>, malformed_line>
void exchange_with(Archive& archive, Line& self) {
  archive(self.file, self.line, self.column, self.why, self.message);
}

template <class Archive, class Keys>
requires std::same_as<std::remove_const_t<Keys>, missing_keys>
void exchange_with(Archive& archive, Keys& self) { archive(self.found, self.needed); }

}  // namespace proflens::read
