// Several findings as one error. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foundation/error.h"

namespace wb {

void throw_problems(const std::vector<Problem>& problems) {
    if (problems.empty()) throw std::logic_error("throw_problems was called without a problem");
    std::string others;
    for (std::size_t i = 1; i < problems.size(); ++i) {
        const Problem& p = problems[i];
        others += i == 1 ? "There is more to put right:" : "";
        others += " [" + std::to_string(i + 1) + "] " + (p.key.empty() ? "" : p.key + ": ") + p.what;
        if (!p.fix.empty()) others += " " + p.fix;
    }
    throw UserError(problems.front().what, others, problems.front().fix);
}

}  // namespace wb
