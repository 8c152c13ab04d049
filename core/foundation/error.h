// Errors that a person can act on. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace wb {

/// A wrong input or a missing thing, in three full sentences: what is wrong, why it matters, what to do.
/// Bugs are not UserErrors: those end in std::logic_error.
class UserError : public std::runtime_error {
  public:
    UserError(std::string what, std::string why, std::string fix)
        : std::runtime_error(what + " " + why + (why.empty() ? "" : " ") + fix),
          what_(std::move(what)),
          why_(std::move(why)),
          fix_(std::move(fix)) {}
    const std::string& what_happened() const { return what_; }
    const std::string& why() const { return why_; }
    const std::string& fix() const { return fix_; }

  private:
    std::string what_, why_, fix_;
};

/// Ended because somebody asked for it; not an error.
class Stopped : public std::runtime_error {
  public:
    Stopped() : std::runtime_error("stopped") {}
};

/// One finding of a validation. `key` is the full key of the setting ("rerank.epochs"), or empty for the whole.
struct Problem {
    std::string key;
    std::string what;
    std::string fix;
};

/// Throws a UserError that holds the first problem's sentences, and all others in its text.
[[noreturn]] void throw_problems(const std::vector<Problem>& problems);

}  // namespace wb
