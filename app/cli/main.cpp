// `rerank`: the command line. Builds the commands, runs one, and turns what goes wrong into an exit code.
// Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <exception>
#include <iostream>

#include "commands.h"

namespace {

using namespace wb;
using namespace wb::cli;

int run(Common& common) {
    Arguments root("rerank",
                   "Rerank Workbench: two-stage recommendation, retrieval and reranking, from the command line.");
    bool version = false;
    root.flag({"--version"}, version, {"Print the version and exit; --verbose adds what the worker found"});
    root.flag({"--verbose"}, common.verbose, {"Say more"});
    add_prepare(root, common);
    add_train(root, common);
    add_evaluate(root, common);
    add_run(root, common);
    add_runs(root, common);
    add_search(root, common);
    add_datasets(root, common);
    add_features(root, common);
    add_methods(root, common);
    add_models(root, common);
    root.epilogue(
        "Start with:\n"
        "  rerank prepare --dataset-code sample\n"
        "  rerank train-pipeline --dataset-code sample\n"
        "  rerank runs list\n"
        "\"rerank COMMAND --help\" explains a command. Flags may be written with underscores.\n"
        "Exit codes: 0 done, 1 the run failed, 2 wrong use, 130 stopped.");
    root.action([&] {
        if (version) return print_version(common);
        throw UserError("\"rerank\" needs a command.", "It does nothing by itself.",
                        "Try \"rerank --help\", or start with \"rerank prepare --dataset-code sample\".");
    });
    const Arguments::Outcome outcome = root.parse(common.arguments);
    if (!outcome.text.empty()) {
        std::cout << outcome.text << std::flush;
        return exit_done;
    }
    if (!outcome.error.empty()) {
        report_usage(has_flag(common.arguments, "--json"), outcome.error);
        return exit_usage;
    }
    return outcome.action();
}

}  // namespace

int main(int argc, char** argv) {
    Common common;
    common.arguments = dashed({argv + 1, argv + argc});
    try {
        return run(common);
    } catch (const UserError& error) {
        common.json = common.json || has_flag(common.arguments, "--json");
        report(common, error);
        return exit_usage;
    } catch (const Stopped&) {
        std::cerr << "rerank: Stopped; nothing was changed.\n";
        return exit_stopped;
    } catch (const std::exception& error) {
        std::cerr << "rerank: an error inside the program, please report it: " << error.what() << "\n";
        return exit_failed;
    }
}
