// SPDX-License-Identifier: GPL-3.0-or-later
#include "runs/run_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QPainter>
#include <QPixmap>
#include <cmath>

#include "common/colours.h"

namespace run_text {

namespace {

struct RunText {
    Q_DECLARE_TR_FUNCTIONS(RunText)
};

/// `only`: one colour for all, where the usual ones would not stand out; invalid = the usual ones.
void paintSign(QPainter& painter, wb::RunStatus status, const QPalette& palette, const QColor& only) {
    const QRectF box(2, 2, 12, 12);
    const QColor muted = colours::mutedText(palette);
    const auto filled = [&](const QColor& colour) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(only.isValid() ? only : colour);
    };
    const auto outlined = [&](const QColor& colour, double width = 1.6) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(only.isValid() ? only : colour, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    };
    switch (status) {
        case wb::RunStatus::queued:
            outlined(muted);
            painter.drawEllipse(box.adjusted(1, 1, -1, -1));
            painter.drawLine(QPointF(8, 5), QPointF(8, 8));
            painter.drawLine(QPointF(8, 8), QPointF(10.5, 9));
            break;
        case wb::RunStatus::running:
            filled(palette.color(QPalette::Highlight));
            painter.drawPolygon(QPolygonF({{4, 2.5}, {13.5, 8}, {4, 13.5}}));
            break;
        case wb::RunStatus::finished:
            outlined(colours::good(palette), 2.2);
            painter.drawPolyline(QPolygonF({{3, 8.5}, {6.5, 12}, {13, 4.5}}));
            break;
        case wb::RunStatus::stopped:
            filled(muted);
            painter.drawRect(box.adjusted(2, 2, -2, -2));
            break;
        case wb::RunStatus::failed:
            outlined(colours::error(palette), 2.2);
            painter.drawLine(QPointF(4, 4), QPointF(12, 12));
            painter.drawLine(QPointF(12, 4), QPointF(4, 12));
            break;
        case wb::RunStatus::diverged:
            outlined(colours::error(palette), 1.8);
            painter.drawPolyline(QPolygonF({{2, 12}, {5, 9}, {7, 11}, {12, 3}}));
            painter.drawPolyline(QPolygonF({{8.8, 3.6}, {12, 3}, {12.8, 6.2}}));
            break;
        case wb::RunStatus::interrupted:
            outlined(colours::warning(palette), 1.6);
            painter.drawPolygon(QPolygonF({{8, 2.5}, {14, 13.5}, {2, 13.5}}));
            painter.drawLine(QPointF(8, 6.5), QPointF(8, 9.5));
            painter.drawPoint(QPointF(8, 11.7));
            break;
    }
}

}  // namespace

QString statusWord(wb::RunStatus status) {
    switch (status) {
        case wb::RunStatus::queued:
            return RunText::tr("queued");
        case wb::RunStatus::running:
            return RunText::tr("running");
        case wb::RunStatus::finished:
            return RunText::tr("finished");
        case wb::RunStatus::stopped:
            return RunText::tr("stopped");
        case wb::RunStatus::failed:
            return RunText::tr("failed");
        case wb::RunStatus::diverged:
            return RunText::tr("diverged");
        case wb::RunStatus::interrupted:
            return RunText::tr("interrupted");
    }
    return {};
}

QString statusWord(const wb::RunRow& run) {
    return statusWord(run.status);
}

QIcon statusIcon(wb::RunStatus status, const QPalette& palette) {
    QIcon icon;
    for (const double ratio : {1.0, 2.0})
        for (const auto mode : {QIcon::Normal, QIcon::Selected}) {
            QPixmap pixmap(static_cast<int>(16 * ratio), static_cast<int>(16 * ratio));
            pixmap.setDevicePixelRatio(ratio);
            pixmap.fill(Qt::transparent);
            QPainter painter(&pixmap);
            painter.setRenderHint(QPainter::Antialiasing);
            paintSign(painter, status, palette,
                      mode == QIcon::Selected ? palette.color(QPalette::HighlightedText) : QColor());
            painter.end();
            icon.addPixmap(pixmap, mode);
        }
    return icon;
}

QString methods(const wb::RunRow& run, const wb::Registry* registry) {
    const auto title = [registry](wb::Stage stage, const std::string& id) {
        const wb::MethodSpec* spec = registry ? registry->find(stage, id) : nullptr;
        return QString::fromStdString(spec ? spec->title : id);
    };
    const bool first = !run.retrieval_method.empty(), second = !run.rerank_method.empty();
    if (first && second)
        return RunText::tr("%1 → %2").arg(title(wb::Stage::retrieval, run.retrieval_method),
                                          title(wb::Stage::rerank, run.rerank_method));
    if (first) return title(wb::Stage::retrieval, run.retrieval_method);
    if (second) return title(wb::Stage::rerank, run.rerank_method);
    return QString::fromStdString(run.task);
}

QString name(const wb::RunRow& run) {
    if (!run.name.empty()) return QString::fromStdString(run.name);
    return RunText::tr("Run %1").arg(run.id);
}

QString numberedName(const wb::RunRow& run) {
    if (run.name.empty()) return name(run);
    return RunText::tr("%1 · %2").arg(run.id).arg(QString::fromStdString(run.name));
}

QString duration(double seconds) {
    if (!(seconds > 0)) return {};
    const QLocale locale;
    if (seconds < 0.1) return RunText::tr("< 0.1 s");
    if (seconds < 60) return RunText::tr("%1 s").arg(locale.toString(seconds, 'f', seconds < 10 ? 1 : 0));
    const auto whole = static_cast<qint64>(std::llround(seconds));
    if (whole < 3600) return RunText::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
    return RunText::tr("%1 h %2 min").arg(whole / 3600).arg(whole / 60 % 60, 2, 10, QLatin1Char('0'));
}

QString dateTime(double unixSeconds) {
    if (!(unixSeconds > 0)) return {};
    const auto when = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(unixSeconds * 1000));
    return QLocale().toString(when, QStringLiteral("yyyy-MM-dd HH:mm"));
}

QString metric(double value) {
    return QLocale().toString(value, 'f', 4);
}

QString ordinal(qint64 rank) {
    const qint64 tens = rank % 100, ones = rank % 10;
    if (tens >= 11 && tens <= 13) return RunText::tr("%1th").arg(rank);
    if (ones == 1) return RunText::tr("%1st").arg(rank);
    if (ones == 2) return RunText::tr("%1nd").arg(rank);
    if (ones == 3) return RunText::tr("%1rd").arg(rank);
    return RunText::tr("%1th").arg(rank);
}

QString rank(qint64 better, qint64 equal) {
    if (better < 0) return {};
    const QLocale locale;
    if (equal <= 0) return locale.toString(better + 1);
    return RunText::tr("%1–%2").arg(locale.toString(better + 1), locale.toString(better + 1 + equal));
}

int lastStage(const wb::RunRow& run) {
    for (const int stage : {2, 1}) {
        const std::string prefix = "stage" + std::to_string(stage) + "/test/";
        const auto found = run.metrics.lower_bound(prefix);
        if (found != run.metrics.end() && found->first.starts_with(prefix)) return stage;
    }
    return 0;
}

std::optional<double> lastStageMetric(const wb::RunRow& run, const std::string& part, const std::string& key) {
    const int stage = lastStage(run);
    if (stage == 0) return std::nullopt;
    const auto found = run.metrics.find("stage" + std::to_string(stage) + "/" + part + "/" + key);
    if (found == run.metrics.end() || !std::isfinite(found->second)) return std::nullopt;
    return found->second;
}

std::optional<double> overallMetric(const wb::RunRow& run, const std::string& key) {
    const auto overall = lastStageMetric(run, "overall", key);
    return overall ? overall : lastStageMetric(run, "test", key);
}

std::optional<double> overallChance(const wb::RunRow& run, const std::string& key) {
    const auto chance = lastStageMetric(run, "chance", key);
    const auto coverage = run.metrics.find("stage2/coverage");
    if (!chance || coverage == run.metrics.end() || !lastStageMetric(run, "overall", key)) return chance;
    return *chance * coverage->second;
}

QString whyTestHidden(const wb::RunRow& run) {
    if (!run.test_hidden) return {};
    return RunText::tr(
               "Run %1 belongs to search %2. Test results of a search are shown for the combination that the "
               "validation items choose, and for no other.")
        .arg(run.id)
        .arg(run.search);
}

}  // namespace run_text
