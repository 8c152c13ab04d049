// Layer: app/worker.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/serve.h"

#include <iostream>
#include <string>

#include "pipeline/question_desk.h"

namespace wb {

int serve(const Workspace& workspace, RunId run, std::FILE* out) {
    QuestionDesk desk(workspace, run);
    std::string line;
    while (std::getline(std::cin, line)) {
        if (line.empty()) continue;
        const auto answer = desk.answer(line);
        std::fprintf(out, "%s\n", answer.text.c_str());
        std::fflush(out);
        if (answer.quit) break;
    }
    return 0;
}

}  // namespace wb
