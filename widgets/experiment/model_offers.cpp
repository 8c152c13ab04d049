// Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/model_offers.h"

#include <QCoreApplication>
#include <QLocale>

#include "experiment/language_models.h"

namespace {

struct ModelOffers {
    Q_DECLARE_TR_FUNCTIONS(ModelOffers)
};

QString place(const wb::LanguageModel& model) {
    if (model.place == "built in") return ModelOffers::tr("built in");
    if (model.place == "workspace") return ModelOffers::tr("in the workspace");
    return model.place == "folder" ? ModelOffers::tr("in a folder") : QString::fromStdString(model.place);
}

}  // namespace

QList<ParamOffer> modelOffers(const wb::Workspace& workspace) {
    constexpr std::int64_t prompt = 1024;  // tokens
    const QLocale locale;
    const auto bytes = [&](std::uint64_t n) { return locale.formattedDataSize(static_cast<qint64>(n), 1); };
    QList<ParamOffer> offers;
    const auto best = wb::find_language_model(wb::best_model, workspace);
    offers << ParamOffer{QString::fromLatin1(wb::best_model),
                         ModelOffers::tr("Automatic: %1").arg(QString::fromStdString(best.title)),
                         ModelOffers::tr("Qwen3-0.6B where it is installed, else the small built-in model.")};
    for (const wb::LanguageModel& model : wb::language_models(workspace)) {
        const QString title = QString::fromStdString(model.title), name = QString::fromStdString(model.name);
        const QString problem = QString::fromStdString(model.problem + " " + model.fix);
        if (model.usable())
            offers << ParamOffer{
                name, ModelOffers::tr("%1 (%2, %3)").arg(title, place(model), bytes(model.weight_bytes)),
                ModelOffers::tr("Training adapters on prompts of %1 tokens takes about %2 of memory.")
                    .arg(locale.toString(static_cast<qlonglong>(prompt)),
                         bytes(wb::memory_need(model.config, prompt)))};
        else
            offers << ParamOffer{name,
                                 (model.folder.empty() ? ModelOffers::tr("%1 (not on this machine)")
                                                       : ModelOffers::tr("%1 (cannot be used)"))
                                     .arg(title),
                                 problem, false};
    }
    return offers;
}
