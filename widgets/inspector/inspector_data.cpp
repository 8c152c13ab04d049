// What the inspector reads beside the window thread. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/inspector_data.h"

#include <QCoreApplication>
#include <algorithm>

#include "dataset/prepared.h"
#include "experiment/search_result.h"

namespace {

struct InspectorText {
    Q_DECLARE_TR_FUNCTIONS(InspectorPage)
};

}  // namespace

std::vector<int> resultStages(const wb::RunRow& run) {
    std::vector<int> stages;
    for (const int stage : {2, 1}) {
        const std::string prefix = "stage" + std::to_string(stage) + "/";
        const auto found = run.metrics.lower_bound(prefix);
        if (found != run.metrics.end() && found->first.starts_with(prefix)) stages.push_back(stage);
    }
    return stages;
}

std::vector<wb::RunRow> readInspectableRuns(const std::filesystem::path& storeFile) {
    const wb::Store store(storeFile);
    auto runs = store.list_runs();
    std::erase_if(runs, [](const wb::RunRow& run) { return resultStages(run).empty(); });
    wb::keep_test_of_chosen(store, runs);
    return runs;
}

LoadedDataset loadDataset(const std::filesystem::path& data, const std::string& name,
                          const std::string& fingerprint) {
    try {
        const auto known = wb::list_prepared(data);
        const wb::PreparedInfo* found = nullptr;
        for (const auto& info : known)
            if (info.fingerprint == fingerprint && (!found || info.name == name)) found = &info;
        if (!found)
            return {nullptr,
                    InspectorText::tr("The dataset of this run (%1) is not in the workspace as it was. Numbers are "
                                      "shown instead of titles. Prepare it again with the same settings.")
                        .arg(QString::fromStdString(name))};
        return {std::make_shared<const wb::Dataset>(wb::read_prepared(found->folder)), {}};
    } catch (const std::exception& error) {
        return {nullptr, QString::fromUtf8(error.what())};
    }
}

std::vector<OtherResult> readOtherRuns(const std::filesystem::path& storeFile, const std::string& fingerprint,
                                       const std::string& split, std::int32_t user) {
    const wb::Store store(storeFile);
    std::vector<OtherResult> results;
    if (fingerprint.empty()) return results;
    auto runs = store.list_runs();
    if (split == "test") wb::keep_test_of_chosen(store, runs);
    for (const auto& run : runs) {
        if (run.dataset_fingerprint != fingerprint || run.test_hidden) continue;
        for (const int stage : resultStages(run)) {
            if (const auto detail = store.user_detail(run.id, stage, split, user))
                results.push_back({run, stage, detail->result});
        }
        if (results.size() >= 200) break;
    }
    return results;
}
