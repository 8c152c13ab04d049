// What the inspector reads beside the window thread. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "dataset/dataset.h"
#include "experiment/store.h"

/// Runs that may have results per user, newest first.
std::vector<wb::RunRow> readInspectableRuns(const std::filesystem::path& storeFile);
/// Stages with a test result, the last first.
std::vector<int> resultStages(const wb::RunRow& run);

struct LoadedDataset {
    std::shared_ptr<const wb::Dataset> dataset;  ///< null: `problem` says why
    QString problem;
};
/// The prepared dataset whose fingerprint is the run's: another one has other numbers for its users and items.
LoadedDataset loadDataset(const std::filesystem::path& data, const std::string& name, const std::string& fingerprint);

/// One user's result in another run on the same data.
struct OtherResult {
    wb::RunRow run;
    int stage = 0;
    wb::UserResult result;
};
std::vector<OtherResult> readOtherRuns(const std::filesystem::path& storeFile, const std::string& fingerprint,
                                       const std::string& split, std::int32_t user);
