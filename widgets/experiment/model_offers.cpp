// Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/model_offers.h"

#include <QCoreApplication>

#include "models/model_texts.h"

namespace {

struct ModelOffers {
    Q_DECLARE_TR_FUNCTIONS(ModelOffers)
};

}  // namespace

QList<ParamOffer> modelOffers(const wb::Workspace& workspace) {
    QList<ParamOffer> offers;
    const auto best = wb::find_language_model(wb::best_model, workspace);
    offers << ParamOffer{QString::fromLatin1(wb::best_model),
                         ModelOffers::tr("Automatic: %1").arg(QString::fromStdString(best.title)),
                         ModelOffers::tr("Qwen3-0.6B where it is installed, else the small built-in model.")};
    for (const wb::LanguageModel& model : wb::language_models(workspace)) {
        const QString title = QString::fromStdString(model.title), name = QString::fromStdString(model.name);
        if (model.usable())
            offers << ParamOffer{name,
                                 ModelOffers::tr("%1 (%2, %3)")
                                     .arg(title, modeltexts::place(model), modeltexts::bytes(model.weight_bytes)),
                                 modeltexts::memory(model)};
        else
            offers << ParamOffer{name,
                                 (model.folder.empty() ? ModelOffers::tr("%1 (not on this machine)")
                                                       : ModelOffers::tr("%1 (cannot be used)"))
                                     .arg(title),
                                 modeltexts::problem(model), false};
    }
    return offers;
}
