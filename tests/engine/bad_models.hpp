#pragma once

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstddef>
#include <exception>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/error.hpp>
#include <proflens/read/json_document.hpp>
#include "tests/temporary_folder.hpp"
#include "tests/transformer_folder.hpp"

namespace tests {

/// A line of bad.json: a file or folder, whether it has to be refused, and why.
struct bad_model {
  std::string path;
  bool refuse = false;
  std::string wrong;
};

/// Those of a kind, "file" or "model".
inline std::vector<bad_model> bad_models(std::string_view kind) {
  const auto folder = transformer_folder() / "bad_safetensors";
  const proflens::read::json_document document(content_of(folder / "bad.json"), "bad.json");
  std::vector<bad_model> result;
  for (const auto& item : document.root().items())
    if (item.at("kind").text() == kind)
      result.push_back({(folder / item.at("path").text()).string(), item.at("refuse").flag(),
                        std::string(item.at("wrong").text())});
  REQUIRE(result.size() > 10);
  return result;
}

/// The message with which proflens::error is thrown, empty if nothing is.
inline std::string refusal(const std::function<void()>& load) {
  try {
    load();
  } catch (const proflens::error& why) {
    return why.what();
  }
  return "";
}

/// The names in a sentence: words with a dot or an underscore in them, and what follows "tensor".
inline std::vector<std::string> names_in(const std::string& sentence) {
  std::istringstream words(sentence);
  std::vector<std::string> result;
  for (std::string word, before; words >> word; before = word) {
    while (!word.empty() && (word.back() == ',' || word.back() == ':')) word.pop_back();
    if (word.find_first_of("._") != word.npos || before == "tensor") result.push_back(word);
  }
  return result;
}

/// Runs something in a process that may take `bytes` more memory than it has; its exit status, 100
/// for a proflens::error, 101 for another exception. Doctest's macros must not be used in it.
inline int status_within_memory(std::size_t bytes, const std::function<int()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    const std::size_t limit = pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) + bytes;
    const ::rlimit limits{limit, limit};
    if (::setrlimit(RLIMIT_AS, &limits) != 0) ::_exit(102);
    try {
      ::_exit(work());
    } catch (const proflens::error&) {
      ::_exit(100);
    } catch (const std::exception&) {
      ::_exit(101);
    }
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 103;
}

}  // namespace tests
