// What an experiment can train, as the page offers it. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "experiment/config.h"

struct ExperimentTask {
    const char* id;
    const char* title;  ///< context "ExperimentPage"
};

inline const std::array<ExperimentTask, 3>& experimentTasks() {
    static const std::array<ExperimentTask, 3> tasks{
        ExperimentTask{wb::task_train_pipeline, WB_TR_NOOP("ExperimentPage", "Both stages")},
        ExperimentTask{wb::task_train_retrieval, WB_TR_NOOP("ExperimentPage", "Retriever only")},
        ExperimentTask{wb::task_train_rerank, WB_TR_NOOP("ExperimentPage", "Reranker only")}};
    return tasks;
}
