// Flags of an experiment, made from the declarations of parameters and methods. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common.h"
#include "experiment/config.h"

namespace wb::cli {

struct ExperimentFlags {
    ExperimentRequest request;  ///< the file of --config and, over it, what was typed
    std::string name;
    std::vector<std::string> tags;
    bool torch_compile = false;
};

/// Adds the flags of `task` to `command`. The methods are looked up in common.arguments (and in the file of --config)
/// beforehand, so that the flags and the help are those of the chosen methods. Throws UserError for an unknown
/// method.
std::shared_ptr<ExperimentFlags> add_experiment_flags(Arguments& command, const Common& common,
                                                      const std::string& task);

/// Flags of parameters that belong to no method; typed values go to request.values as "section.key".
void add_param_flags(Arguments& command, const std::string& section, const std::vector<ParamSpec>& params,
                     const std::vector<std::string>& keys, const std::shared_ptr<ExperimentFlags>& flags);
void add_run_flags(Arguments& command, const std::shared_ptr<ExperimentFlags>& flags);  ///< --name, --tag, job

/// A stored config, or {"section.key": value, "rerank_method": "..."}. Throws UserError.
ExperimentRequest request_from_file(const std::string& file);

[[noreturn]] void throw_unknown_method(const std::string& id, const std::vector<std::string>& known);

/// Resolves, checks against the workspace, queues the run, and follows it. Returns the exit code.
int launch(const Common& common, const ExperimentFlags& flags);

}  // namespace wb::cli
