// The workspace folder: where things lie in it. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "experiment/config.h"
#include "experiment/store.h"

namespace wb {

struct Workspace {
    std::filesystem::path root;
    /// Makes the folder when missing. Throws UserError when it cannot be made or written (read-only disk): says
    /// which.
    static Workspace open(const std::filesystem::path& root);
    /// $WB_WORKSPACE, else ~/RerankWorkbench.
    static std::filesystem::path default_root();

    std::filesystem::path store_file() const { return root / "workbench.sqlite"; }
    std::filesystem::path data() const { return root / "data" / "preprocessed"; }
    std::filesystem::path models() const { return root / "models"; }
    /// experiments/{retrieval|rerank}/{method}/{dataset}/seed{seed}/{run}
    std::filesystem::path run_folder(Stage stage, const std::string& method, const std::string& dataset,
                                     std::uint64_t seed, RunId run) const;
    /// The same without {run}: a link to the latest finished run of the kind.
    std::filesystem::path published_folder(Stage stage, const std::string& method, const std::string& dataset,
                                           std::uint64_t seed) const;
};

/// The program `name` that lies beside the running one ("rerank-worker"), or $WB_WORKER for the worker.
std::filesystem::path sibling_program(const std::string& name);

/// What belongs to the program and is read while it runs: $WB_RESOURCES, else "share/rerank-workbench" beside the
/// folder of the running program, else "resources" of the sources that it was built from.
std::filesystem::path resource_folder();

}  // namespace wb
