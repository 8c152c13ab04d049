// What the Retrieval page reads beside the window thread. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrieval/retrieval_data.h"

#include <QCoreApplication>
#include <algorithm>

#include "experiment/config.h"
#include "foundation/error.h"
#include "inspector/inspector_data.h"

namespace {

struct RetrievalText {
    Q_DECLARE_TR_FUNCTIONS(RetrievalPage)
};

}  // namespace

std::vector<wb::RunRow> readRetrievalRuns(const std::filesystem::path& storeFile) {
    auto runs = readInspectableRuns(storeFile);
    std::erase_if(runs, [](const wb::RunRow& run) {
        const auto stages = resultStages(run);
        return run.status != wb::RunStatus::finished || std::find(stages.begin(), stages.end(), 1) == stages.end();
    });
    return runs;
}

RetrievedUsers readRetrievedUsers(const std::filesystem::path& storeFile, const wb::Registry& registry,
                                  const wb::RunRow& run, const std::string& split) {
    const wb::Store store(storeFile);
    RetrievedUsers read{store.user_results(run.id, 1, split), run.id};
    if (run.task == wb::task_evaluate) {
        const auto config = wb::config_from_json(registry, store.config_json(run.id));
        read.model = wb::get_int(config.candidates, "source_run");
    }
    return read;
}

QString whyNotBeside(const wb::RunRow& run, const wb::RunRow& other) {
    if (run.id == other.id) return RetrievalText::tr("shown as A");
    if (run.dataset_fingerprint != other.dataset_fingerprint || run.dataset_fingerprint.empty())
        return RetrievalText::tr("on other data (%1)", "name of a dataset")
            .arg(QString::fromStdString(other.dataset));
    return {};
}

LoadedFacts readFactsOfRun(const std::filesystem::path& data, const std::string& name, const std::string& fingerprint,
                           const wb::StopToken& stop) {
    const LoadedDataset loaded = loadDataset(data, name, fingerprint);
    if (!loaded.dataset) return {nullptr, loaded.problem};
    stop.check();
    auto facts = std::make_shared<DatasetFacts>(*factsOf(loaded.dataset, {}, stop));
    try {
        if (auto cache = wb::PictureCache::open(*facts->dataset))
            facts->pictures = std::make_shared<const wb::PictureCache>(*cache);
    } catch (const wb::UserError& error) {
        facts->pictureProblem = QString::fromUtf8(error.what());
    }
    return {facts, facts->pictureProblem};
}
