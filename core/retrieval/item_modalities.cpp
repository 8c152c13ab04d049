// Layer: retrieval.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrieval/item_modalities.h"

#include <ATen/ATen.h>

#include <vector>

#include "dataset/features/feature_store.h"
#include "foundation/error.h"
#include "foundation/sha256.h"

namespace wb {

std::string ItemModalities::identity() const {
    std::string both;
    if (text) both += "text:" + text->digest;
    if (image) both += (both.empty() ? "image:" : "/image:") + image->digest;
    return both;
}

ItemModality item_modality(const ItemFeatures& features) {
    ItemModality m;
    m.name = features.extractor;
    m.present = features.count_present();
    if (m.present == 0)
        throw UserError("The features \"" + features.extractor + "\" hold a row for no item.",
                        "Nothing can be learnt from them.", "Choose other features, or other modalities.");
    const auto width = static_cast<std::size_t>(features.dim);
    m.rows = at::empty({features.rows - 1, features.dim}, at::kFloat);
    auto* out = m.rows.data_ptr<float>();
    std::copy(features.values.begin() + features.dim, features.values.end(), out);
    if (features.kind == k_image_kind && m.present < features.rows - 1) {
        std::vector<double> mean(width, 0.0);
        for (std::int64_t i = 1; i < features.rows; ++i)
            if (features.present[static_cast<std::size_t>(i)])
                for (std::size_t k = 0; k < width; ++k) mean[k] += static_cast<double>(features.row(i)[k]);
        for (std::int64_t i = 1; i < features.rows; ++i)
            if (!features.present[static_cast<std::size_t>(i)])
                for (std::size_t k = 0; k < width; ++k)
                    out[static_cast<std::size_t>(i - 1) * width + k] =
                        static_cast<float>(mean[k] / static_cast<double>(m.present));
    }
    Sha256 sum;
    sum.add({reinterpret_cast<const char*>(out), static_cast<std::size_t>(m.rows.numel()) * sizeof(float)});
    m.digest = sum.hex();
    return m;
}

ItemModalities load_modalities(const FeatureChoice& choice, const Dataset& dataset, int threads,
                               const StopToken& stop, const FeatureProgress& progress) {
    const auto load = [&](const std::string& name) {
        const auto* plain = plain_extractors().find(name);
        return item_modality(plain ? stored_features(dataset, *plain, threads, stop, progress).features
                                   : load_features(dataset, name));
    };
    ItemModalities out;
    if (!choice.text.empty()) out.text = load(choice.text);
    if (!choice.image.empty()) out.image = load(choice.image);
    return out;
}

}  // namespace wb
