// Words for runs. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/run_texts.h"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>

#include "common/colours.h"

namespace runtexts {

namespace {

QString method(const wb::Registry& registry, wb::Stage stage, const std::string& id) {
    const auto* spec = registry.find(stage, id);
    return QString::fromStdString(spec ? spec->title : id);
}

}  // namespace

QString status(wb::RunStatus status) {
    switch (status) {
        case wb::RunStatus::queued:
            return QStringLiteral("\u25cb ") % QCoreApplication::translate("RunTexts", "queued");
        case wb::RunStatus::running:
            return QStringLiteral("\u25b6 ") % QCoreApplication::translate("RunTexts", "running");
        case wb::RunStatus::finished:
            return QStringLiteral("\u2713 ") % QCoreApplication::translate("RunTexts", "finished");
        case wb::RunStatus::stopped:
            return QStringLiteral("\u25a0 ") % QCoreApplication::translate("RunTexts", "stopped");
        case wb::RunStatus::failed:
            return QStringLiteral("\u2717 ") % QCoreApplication::translate("RunTexts", "failed");
        case wb::RunStatus::diverged:
            return QStringLiteral("\u2248 ") % QCoreApplication::translate("RunTexts", "diverged");
        case wb::RunStatus::interrupted:
            return QStringLiteral("\u26a0 ") % QCoreApplication::translate("RunTexts", "interrupted");
    }
    return {};
}

QColor statusColour(wb::RunStatus status, const QPalette& palette) {
    switch (status) {
        case wb::RunStatus::finished:
            return colours::good(palette);
        case wb::RunStatus::failed:
        case wb::RunStatus::diverged:
            return colours::error(palette);
        case wb::RunStatus::interrupted:
            return colours::warning(palette);
        case wb::RunStatus::running:
            return colours::series(0, palette);
        default:
            return colours::mutedText(palette);
    }
}

QString duration(double seconds) {
    const auto whole = static_cast<qint64>(std::llround(seconds));
    if (seconds < 10) return QCoreApplication::translate("RunTexts", "%1 s").arg(QLocale().toString(seconds, 'f', 1));
    if (whole < 60) return QCoreApplication::translate("RunTexts", "%1 s").arg(whole);
    if (whole < 3600) return QCoreApplication::translate("RunTexts", "%1 min %2 s").arg(whole / 60).arg(whole % 60);
    return QCoreApplication::translate("RunTexts", "%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

QString timeLeft(double seconds) {
    if (!(seconds >= 0)) return {};
    const auto whole = static_cast<qint64>(std::ceil(seconds));
    if (whole < 60) return QCoreApplication::translate("RunTexts", "about %1 s left").arg(whole);
    if (whole < 5400) return QCoreApplication::translate("RunTexts", "about %1 min left").arg((whole + 30) / 60);
    return QCoreApplication::translate("RunTexts", "about %1 h left")
        .arg(QLocale().toString(static_cast<double>(whole) / 3600.0, 'f', 1));
}

QString methods(const wb::RunRow& row, const wb::Registry& registry) {
    QStringList parts;
    if (!row.retrieval_method.empty()) parts << method(registry, wb::Stage::retrieval, row.retrieval_method);
    if (!row.rerank_method.empty()) parts << method(registry, wb::Stage::rerank, row.rerank_method);
    return parts.join(QStringLiteral(" + "));
}

QString title(const wb::RunRow& row, const wb::Registry& registry) {
    if (!row.name.empty()) return QString::fromStdString(row.name);
    const QString who = methods(row, registry);
    if (who.isEmpty()) return QString::fromStdString(row.dataset);
    return QCoreApplication::translate("RunTexts", "%1 on %2").arg(who, QString::fromStdString(row.dataset));
}

QString metric(const QString& key) {
    if (key.startsWith(QLatin1String("loss_"))) return lossPart(key);
    if (key == QLatin1String("normalised_entropy")) return QCoreApplication::translate("RunTexts", "entropy");
    QString title = key;
    return title.replace(QLatin1String("recall"), QLatin1String("Recall"))
        .replace(QLatin1String("ndcg"), QLatin1String("NDCG"))
        .replace(QLatin1String("mrr"), QLatin1String("MRR"));
}

QString lossPart(const QString& series) {
    if (series == QLatin1String("loss_bpr")) return QCoreApplication::translate("RunTexts", "BPR");
    if (series == QLatin1String("loss_regulariser")) return QCoreApplication::translate("RunTexts", "regulariser");
    if (series == QLatin1String("loss_interaction"))
        return QCoreApplication::translate("RunTexts", "users and items");
    if (series == QLatin1String("loss_cross_modal"))
        return QCoreApplication::translate("RunTexts", "features and items");
    if (series == QLatin1String("loss_intra_modal"))
        return QCoreApplication::translate("RunTexts", "features with themselves");
    if (series == QLatin1String("loss_letter_restricted"))
        return QCoreApplication::translate("RunTexts", "letter, in the list");
    if (series == QLatin1String("loss_letter_full"))
        return QCoreApplication::translate("RunTexts", "letter, all tokens");
    if (series == QLatin1String("loss_end")) return QCoreApplication::translate("RunTexts", "end of the answer");
    return series;
}

QString phase(const std::string& phase) {
    if (phase == "prepare") return QCoreApplication::translate("RunTexts", "Preparing data");
    if (phase == "stage1") return QCoreApplication::translate("RunTexts", "Stage 1");
    if (phase == "candidates") return QCoreApplication::translate("RunTexts", "Candidates");
    if (phase == "stage2") return QCoreApplication::translate("RunTexts", "Stage 2");
    if (phase == "evaluate") return QCoreApplication::translate("RunTexts", "Evaluation");
    return QString::fromStdString(phase);
}

}  // namespace runtexts
