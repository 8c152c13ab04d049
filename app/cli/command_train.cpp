// `rerank train-retrieval`, `train-rerank`, `train-pipeline`. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "commands.h"
#include "experiment_flags.h"

namespace wb::cli {

namespace {

struct Task {
    const char *name, *doc;
};

void add_task(Arguments& root, Common& common, const Task& task) {
    Arguments& command = root.command(task.name, task.doc);
    // Method flags are those of the methods in these arguments, so they are made for the wanted command only.
    const auto& words = common.arguments;
    if (std::find(words.begin(), words.end(), task.name) == words.end()) return;
    const auto flags = add_experiment_flags(command, common, task.name);
    add_common_flags(command, common);
    command.action([&common, flags] { return launch(common, *flags); });
}

}  // namespace

void add_train(Arguments& root, Common& common) {
    add_task(root, common, {task_train_retrieval, "Train stage 1 and measure it over all items"});
    add_task(root, common, {task_train_rerank, "Train stage 2 on candidate lists and measure it"});
    add_task(root, common, {task_train_pipeline, "Train both stages in one run"});
}

}  // namespace wb::cli
