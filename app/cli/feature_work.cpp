// Extracting features with progress. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "feature_work.h"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>

#include "dataset/features/feature_store.h"
#include "progress.h"
#include "worker_process.h"

namespace wb::cli {

namespace {

StoredFeatures extract(const Common& common, const Dataset& dataset, const FeatureExtractor& extractor) {
    const InterruptCounter interrupts;
    StopToken stop;
    ProgressLine line(common.quiet || !is_terminal(2));
    return stored_features(dataset, extractor, 0, stop, [&](double share) {
        if (InterruptCounter::count() > 0) stop.request_stop();
        line.phase(extractor.title(), share);
    });
}

std::string missing_text(const FeatureExtractor& extractor) {
    return extractor.kind() == k_image_kind ? "No item has a picture that can be read, so there are no features of "
                                              "pictures. Add pictures: rerank prepare ... --image-folder DIR."
                                            : "No item has a title or text, so there are no features of texts.";
}

}  // namespace

std::vector<const FeatureExtractor*> chosen_extractors(const std::vector<std::string>& ids) {
    std::vector<const FeatureExtractor*> chosen;
    const auto add = [&](const FeatureExtractor& extractor) {
        if (std::find(chosen.begin(), chosen.end(), &extractor) == chosen.end()) chosen.push_back(&extractor);
    };
    for (const std::string& id : ids.empty() ? std::vector<std::string>{"all"} : ids) {
        if (id != "all")
            add(plain_extractors().get(id));
        else
            for (const auto& extractor : plain_extractors().all()) add(*extractor);
    }
    return chosen;
}

nlohmann::ordered_json extract_with_progress(const Common& common, const Dataset& dataset,
                                             const std::vector<const FeatureExtractor*>& extractors) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const FeatureExtractor* extractor : extractors) {
        const auto begin = std::chrono::steady_clock::now();
        const StoredFeatures stored = extract(common, dataset, *extractor);
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        const std::int64_t items = stored.features.count_present();
        if (!stored.notice.empty()) note(common, stored.notice + " They were made again.");
        if (items == 0) warn(missing_text(*extractor));
        if (!common.json)
            std::cout << extractor->id() << ": " << grouped(extractor->dim()) << " numbers for " << grouped(items)
                      << " of " << grouped(dataset.item_count()) << " items, "
                      << (stored.reused ? std::string("stored before") : "made in " + duration_text(seconds)) << "\n";
        list.push_back({{"name", extractor->id()},
                        {"kind", extractor->kind()},
                        {"dim", extractor->dim()},
                        {"items", items},
                        {"reused", stored.reused},
                        {"seconds", seconds},
                        {"notice", stored.notice},
                        {"file", stored.path.string()}});
    }
    return list;
}

}  // namespace wb::cli
