// Layer: app/worker.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/serve.h"

#include <iostream>
#include <string>

#include "pipeline/question_desk.h"

namespace wb {

namespace {

constexpr std::size_t longest_line = std::size_t{1} << 20;

/// The next line, of which no more than `longest_line` + 1 bytes are kept. False at the end of the input.
bool read_line(std::istream& in, std::string& line) {
    line.clear();
    char c = 0;
    while (in.get(c)) {
        if (c == '\n') return true;
        if (line.size() <= longest_line) line += c;
    }
    return !line.empty();
}

}  // namespace

int serve(const Workspace& workspace, RunId run, std::FILE* out) {
    QuestionDesk desk(workspace, run);
    std::string line;
    while (read_line(std::cin, line)) {
        if (line.empty()) continue;
        const auto answer = line.size() > longest_line ? QuestionDesk::too_long(longest_line) : desk.answer(line);
        std::fprintf(out, "%s\n", answer.text.c_str());
        std::fflush(out);
        if (answer.quit) break;
    }
    return 0;
}

}  // namespace wb
