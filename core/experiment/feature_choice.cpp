// Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/feature_choice.h"

#include "dataset/features/feature_store.h"

namespace wb {

namespace {

constexpr const char* automatic = "auto";

struct Kind {
    std::string_view name;     ///< as in a features file
    const char* setting;       ///< key of its name in the settings
    const char* what;          ///< "pictures"
    const char* prepare_flag;  ///< brings what the extractor needs
};
constexpr Kind texts{k_text_kind, "text_features", "texts", " --use-text"};
constexpr Kind pictures{k_image_kind, "image_features", "pictures", " --use-image"};

bool uses(const std::string& modalities, const Kind& kind) {
    return modalities == automatic || modalities == "both" || modalities == kind.name;
}

/// Whether a plain extractor of the kind would find something in the items.
bool extractable(const PreparedInfo* info, const Kind& kind) {
    if (!info) return true;
    return kind.name == k_image_kind ? info->items_with_image > 0
                                     : info->items_with_title + info->items_with_text > 0;
}

const FeatureExtractor* plain_extractor(const Kind& kind) {
    for (const auto& extractor : plain_extractors().all())
        if (extractor->kind() == kind.name) return extractor.get();
    return nullptr;
}

std::vector<FeatureFile> stored_files(const PreparedInfo* info) {
    return info ? list_features(info->folder, info->fingerprint) : std::vector<FeatureFile>();
}

/// Name of the best features of a kind; empty where there are none.
std::string best_features(const PreparedInfo* info, const Kind& kind) {
    const auto* plain = plain_extractor(kind);
    std::string imported;
    for (const FeatureFile& file : stored_files(info)) {
        if (!file.usable || file.kind != kind.name || file.items_present == 0) continue;
        if (file.name.starts_with("clip")) return file.name;
        if (imported.empty() && (!plain || file.name != plain->id())) imported = file.name;
    }
    if (!imported.empty()) return imported;
    return plain && extractable(info, kind) ? plain->id() : std::string();
}

class Check {
  public:
    Check(const Settings& settings, const PreparedInfo& info, std::string key, std::string title,
          std::string features_command, std::string prepare_command)
        : settings_(settings),
          info_(info),
          key_(std::move(key)),
          title_(std::move(title)),
          features_command_(std::move(features_command)),
          prepare_command_(std::move(prepare_command)) {}

    std::vector<Problem> run() {
        const std::string& modalities = get_text(settings_, "modalities");
        if (modalities == automatic && best_features(&info_, texts).empty() &&
            best_features(&info_, pictures).empty()) {
            problem("method",
                    title_ + " needs features of items, and " + dataset() + " has neither texts nor pictures" +
                        stale() + ".",
                    "Prepare it with them: " + prepare_command_ + " --use-text --use-image, or import features: " +
                        features_command_ + " --import FILE --kind image --name NAME");
            return std::move(problems_);
        }
        for (const Kind* kind : {&texts, &pictures})
            if (uses(modalities, *kind)) check_kind(*kind, modalities != automatic);
        return std::move(problems_);
    }

  private:
    void problem(const std::string& key, std::string what, std::string fix) {
        problems_.push_back({key_ + "." + key, std::move(what), std::move(fix)});
    }
    std::string dataset() const { return "the dataset \"" + info_.name + "\""; }

    /// " (stored, but of no use: a, b)" or nothing.
    std::string stale() const {
        std::string names;
        for (const FeatureFile& file : stored_files(&info_))
            if (!file.usable) names += (names.empty() ? "" : ", ") + file.name;
        return names.empty() ? "" : " (stored, but of no use: " + names + ")";
    }

    void check_kind(const Kind& kind, bool required) {
        const std::string& name = get_text(settings_, kind.setting);
        if (name == automatic) {
            if (required && best_features(&info_, kind).empty())
                problem("modalities",
                        title_ + " shall look at " + kind.what + ", and " + dataset() + " has neither " + kind.what +
                            " nor features of them.",
                        "Prepare it again with them: " + prepare_command_ + kind.prepare_flag +
                            ", import features, or choose other modalities.");
            return;
        }
        for (const FeatureFile& file : stored_files(&info_)) {
            if (file.name != name) continue;
            if (!file.usable) break;
            if (file.kind != kind.name)
                problem(kind.setting,
                        "The features \"" + name + "\" are of kind " + file.kind + ", not of " + kind.what + ".",
                        "Give another name; \"" + features_command_ + " --list\" shows them.");
            return;
        }
        const auto* plain = plain_extractors().find(name);
        if (plain && plain->kind() == kind.name) {
            if (!extractable(&info_, kind))
                problem(kind.setting, "\"" + name + "\" describes " + kind.what + ", and " + dataset() + " has none.",
                        "Prepare it again with them: " + prepare_command_ + kind.prepare_flag);
            return;
        }
        problem(kind.setting,
                "The dataset \"" + info_.name + "\" has no usable features \"" + name + "\"" + stale() + ".",
                "Import them: " + features_command_ + " --import FILE --kind " + std::string(kind.name) + " --name " +
                    (is_feature_name(name) ? name : "NAME") + ", or leave the setting at auto.");
    }

    const Settings& settings_;
    const PreparedInfo& info_;
    std::string key_, title_, features_command_, prepare_command_;
    std::vector<Problem> problems_;
};

}  // namespace

FeatureChoice feature_choice(const Settings& settings) {
    const std::string& modalities = get_text(settings, "modalities");
    FeatureChoice choice;
    if (uses(modalities, texts)) choice.text = get_text(settings, texts.setting);
    if (uses(modalities, pictures)) choice.image = get_text(settings, pictures.setting);
    return choice;
}

void settle_features(Settings& settings, const PreparedInfo* info) {
    std::string& modalities = std::get<std::string>(settings.at("modalities"));
    bool there[2] = {false, false};
    const Kind* kinds[2] = {&texts, &pictures};
    for (int k = 0; k < 2; ++k) {
        if (!uses(modalities, *kinds[k])) continue;
        std::string& name = std::get<std::string>(settings.at(kinds[k]->setting));
        if (name == automatic) {
            const std::string best = best_features(info, *kinds[k]);
            if (best.empty()) continue;
            name = best;
        }
        there[k] = true;
    }
    if (modalities == automatic && (there[0] || there[1]))
        modalities = there[0] && there[1] ? "both" : there[0] ? "text" : "image";
}

std::vector<Problem> feature_problems(const Settings& settings, const PreparedInfo& info, const std::string& key,
                                      const std::string& title, const std::string& features_command,
                                      const std::string& prepare_command) {
    return Check(settings, info, key, title, features_command, prepare_command).run();
}

}  // namespace wb
