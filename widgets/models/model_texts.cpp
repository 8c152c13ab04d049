// Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/model_texts.h"

#include <QCoreApplication>
#include <QLocale>

#include "experiment/model_memory.h"

namespace {

struct ModelTexts {
    Q_DECLARE_TR_FUNCTIONS(ModelTexts)
};

}  // namespace

QString modeltexts::bytes(std::uint64_t n) {
    return QLocale().formattedDataSize(static_cast<qint64>(n), 1);
}

QString modeltexts::place(const wb::LanguageModel& model) {
    if (model.place == "built in") return ModelTexts::tr("built in");
    if (model.place == "workspace") return ModelTexts::tr("in the workspace");
    return model.place == "folder" ? ModelTexts::tr("in a folder") : QString::fromStdString(model.place);
}

std::uint64_t modeltexts::memoryNeed(const wb::LanguageModel& model) {
    return wb::least_memory_need(model.config, wb::builtin_methods().find(wb::Stage::rerank, "qwen")->defaults());
}

QString modeltexts::memory(const wb::LanguageModel& model) {
    return ModelTexts::tr("Training adapters with the default settings takes at least %1 of memory.")
        .arg(bytes(memoryNeed(model)));
}

QString modeltexts::problem(const wb::LanguageModel& model) {
    return QString::fromStdString(model.problem + " " + model.fix).trimmed();
}
