// Answers what-if questions about a finished run. Layer: pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "experiment/workspace.h"

namespace wb {

class QuestionDesk {
  public:
    /// Loads the run's dataset and models. Throws UserError: no such run, not finished, files gone.
    QuestionDesk(const Workspace& workspace, RunId run);
    ~QuestionDesk();
    struct Answer {
        std::string text;  ///< one JSON object without a line end
        bool quit = false;
    };
    /// Never throws: a bad question gets {"ok":false,"what","why","fix"}.
    Answer answer(const std::string& line);
    /// That to a line of more than `most` bytes, which nobody keeps.
    static Answer too_long(std::size_t most);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace wb
