// What the Retrieval page reads beside the window thread. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <filesystem>
#include <string>
#include <vector>

#include "data/dataset_facts.h"
#include "experiment/method.h"
#include "experiment/store.h"

/// Finished runs with results of stage 1, newest first. Those of a search that its validation did not choose are
/// marked (RunRow::test_hidden).
std::vector<wb::RunRow> readRetrievalRuns(const std::filesystem::path& storeFile);

/// The users of one run's stage 1, by number.
struct RetrievedUsers {
    std::vector<wb::UserResult> users;
    wb::RunId model = 0;  ///< the run whose retriever made the lists: that of the evaluated run, or itself
};
RetrievedUsers readRetrievedUsers(const std::filesystem::path& storeFile, const wb::Registry& registry,
                                  const wb::RunRow& run, const std::string& split);

/// Why a run cannot stand beside another; empty = it can.
QString whyNotBeside(const wb::RunRow& run, const wb::RunRow& other);

struct LoadedFacts {
    DatasetFactsPointer facts;  ///< null: `problem` says why
    QString problem;
};
/// Of the prepared dataset whose fingerprint is the run's.
LoadedFacts readFactsOfRun(const std::filesystem::path& data, const std::string& name, const std::string& fingerprint,
                           const wb::StopToken& stop);
