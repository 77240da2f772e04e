#pragma once

#include <CLI/CLI.hpp>
#include <proflens/error.hpp>
#include <proflens/report/text.hpp>

#include <exception>
#include <iostream>

namespace driver {

/// Parses the command line and runs `work`. Exit status: 0 done, 1 input or output failed, 2 wrong
/// command line (CLI11 has a code for each way to be wrong; scripts only need to know that it is).
/// Of several processes with the same command line one `speaks` of it.
template <class Work>
int run(CLI::App& app, int argc, char** argv, Work&& work, bool speaks = true) {
  try {
    app.parse(argc, argv);
    work();
  } catch (const CLI::ParseError& wrong) {
    return (speaks ? app.exit(wrong) : wrong.get_exit_code()) == 0 ? 0 : 2;
  } catch (const proflens::error& failed) {
    std::cerr << "error: " << proflens::report::terminal_lines(failed.what()) << '\n';
    return 1;
  } catch (const std::exception& failed) {
    std::cerr << "error: " << app.get_name() << ": " << failed.what() << '\n';
    return 1;
  }
  return 0;
}

}  // namespace driver
