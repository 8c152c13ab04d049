// rerank-worker: executes one run, or serves questions about one. Started by the window, the command line or a batch
// system; speaks JSON lines on standard output.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/prctl.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "app/worker/event_output.h"
#include "app/worker/serve.h"
#include "app/worker/stop_watch.h"
#include "foundation/error.h"
#include "pipeline/merge_run.h"
#include "pipeline/run_experiment.h"
#include "tensors/runtime.h"

namespace {

int usage() {
    std::fputs(
        "usage: rerank-worker run|serve RUN --workspace FOLDER\n"
        "       rerank-worker merge RUN --workspace FOLDER --output FOLDER\n       rerank-worker info\n"
        "This program is started by rerank and rerank-workbench.\n",
        stderr);
    return 2;
}

int run(const wb::Workspace& workspace, wb::RunId id) {
    wb::EventOutput output(stdout);
    wb::StopToken stop;
    wb::StopWatch watch(workspace, id, stop);
    const auto status = wb::run_experiment(workspace, id, output, stop);
    if (!status) {
        std::fprintf(stderr, "Run %lld does not exist or is owned by another worker.\n", static_cast<long long>(id));
        return 3;
    }
    if (*status == wb::RunStatus::finished) return 0;
    return *status == wb::RunStatus::stopped ? 130 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    wb::restart_with_fast_settings(argv);
    prctl(PR_SET_NAME, "rerank-worker");  // the restart has named the process after its link
    wb::keep_freed_memory();
    const std::string command = argc > 1 ? argv[1] : "";
    try {
        if (command == "info" && argc == 2) {
            wb::set_threads(0);
            std::printf("%s\n", wb::runtime_info_json().c_str());
            return 0;
        }
        const bool merges = command == "merge";
        if ((command != "run" && command != "serve" && !merges) || argc != (merges ? 7 : 5) ||
            std::strcmp(argv[3], "--workspace") != 0 || (merges && std::strcmp(argv[5], "--output") != 0))
            return usage();
        char* end = nullptr;
        const wb::RunId id = std::strtoll(argv[2], &end, 10);
        if (end == argv[2] || *end != 0 || id <= 0) return usage();
        const auto workspace = wb::Workspace::open(argv[4]);
        wb::set_threads(wb::threads_of_run(workspace, id));
        if (merges) {
            wb::merge_run(workspace, id, argv[6]);
            return 0;
        }
        return command == "run" ? run(workspace, id) : wb::serve(workspace, id, stdout);
    } catch (const wb::UserError& e) {
        std::fprintf(stderr, "%s\n", e.what());
        return 2;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "Internal error: %s\n", e.what());
        return 1;
    }
}
