// A live plot of series: colours, read-out and description. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QLocale>
#include <algorithm>
#include <array>
#include <cmath>

#include "common/colours.h"
#include "plot/series_plot_parts.h"

namespace {

// Pens stay one pixel wide: anything wider leaves QCustomPlot's fast path (100 times slower at 100,000 points).
constexpr std::array dashes{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};

const std::array marks{QCPScatterStyle::ssDisc, QCPScatterStyle::ssSquare, QCPScatterStyle::ssDiamond,
                       QCPScatterStyle::ssTriangle};

QString shortNumber(double value) {
    return QLocale().toString(value, 'g', 4);
}

}  // namespace

void SeriesPlot::applyColours() {
    const QPalette colours_ = palette();
    const QColor base = colours_.color(QPalette::Base), text = colours_.color(QPalette::Text);
    const QColor muted = colours::mutedText(colours_), grid = colours::mix(base, text, 0.10);
    m_plot->setBackground(QBrush(base));
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.9);
    for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis}) {
        axis->setBasePen(QPen(colours::mix(base, text, 0.35), 1));
        axis->setTickPen(QPen(colours::mix(base, text, 0.35), 1));
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLabelColor(muted);
        axis->setLabelColor(muted);
        axis->setTickLabelFont(small);
        axis->setLabelFont(small);
        axis->grid()->setPen(QPen(grid, 1));
        axis->grid()->setZeroLinePen(QPen(grid, 1));
    }
    m_plot->legend->setBrush(QBrush(base));
    m_plot->legend->setBorderPen(Qt::NoPen);
    m_plot->legend->setTextColor(text);
    m_plot->legend->setFont(small);
    const QColor line = colours::warning(colours_);
    m_items->line->setPen(QPen(line, 1, Qt::DashLine));
    m_items->label->setColor(line);
    m_items->label->setFont(small);
    QColor backing = base;
    backing.setAlpha(200);
    m_items->label->setBrush(backing);
    m_items->tracer->setPen(QPen(text, 1));
    m_items->tracer->setBrush(base);
    int index = 0;
    for (const auto& curve : m_curves) {
        const QColor colour = colours::series(index, colours_);
        const Qt::PenStyle dash = dashes[static_cast<std::size_t>(index) % dashes.size()];
        const bool faint = curve->smooth && m_smoothing > 0;
        QColor rawColour = colour;
        if (faint && m_curves.size() > 1)
            rawColour.setAlphaF(0.2F);  // those below can be seen through it
        else if (faint)
            rawColour = colours::mix(base, colour, 0.38);
        curve->raw->setPen(QPen(rawColour, 1, faint ? Qt::SolidLine : dash));
        if (curve->smooth)
            curve->smooth->setPen(QPen(colours::isDark(colours_) ? colour : colour.darker(115), 1, dash));
        if (!curve->smooth)
            curve->raw->setScatterStyle(
                {marks[static_cast<std::size_t>(index) % marks.size()], QPen(colour, 1), QBrush(colour), 5});
        ++index;
    }
    QPalette quiet = colours_;
    quiet.setColor(QPalette::WindowText, muted);
    m_overlay->setPalette(quiet);
    m_readOut->setPalette(quiet);
    m_dirty = true;
}

void SeriesPlot::showReadOut(double key) {
    if (m_curves.empty() || pointsShown() == 0) return;
    const SeriesData& points = *m_curves.front()->source.data;
    const auto& keys = m_axis == Axis::epoch ? points.epoch : m_axis == Axis::time ? points.wall : points.step;
    auto at = static_cast<std::size_t>(std::lower_bound(keys.begin(), keys.end(), key) - keys.begin());
    if (at >= keys.size()) at = keys.size() - 1;
    if (at > 0 && key - keys[at - 1] < keys[at] - key) --at;
    m_readOutIndex = static_cast<qsizetype>(at);
    moveReadOut(0);
}

void SeriesPlot::moveReadOut(int by) {
    if (m_curves.empty() || pointsShown() == 0) return;
    const SeriesData& points = *m_curves.front()->source.data;
    const auto last = static_cast<qsizetype>(points.size()) - 1;
    m_readOutIndex = m_readOutIndex < 0 ? last : std::clamp<qsizetype>(m_readOutIndex + by, 0, last);
    const auto i = static_cast<std::size_t>(m_readOutIndex);
    QStringList parts{tr("step %1").arg(QLocale().toString(points.step[i], 'f', 0))};
    for (const auto& curve : m_curves) {
        if (!curve->source.data || curve->source.data->size() == 0) continue;
        const SeriesData& each = *curve->source.data;
        const auto found = std::lower_bound(each.step.begin(), each.step.end(), points.step[i]);
        if (found == each.step.end()) continue;
        const double value = each.value[static_cast<std::size_t>(found - each.step.begin())];
        parts << tr("%1 %2", "name of a series, value").arg(curve->source.title, shortNumber(value));
    }
    if (m_items->line->visible() && m_items->value > 0 && std::isfinite(points.value[i])) {
        const double explained = 100.0 * (1.0 - points.value[i] / m_items->value);
        parts << tr("explains %1 % of the line").arg(QLocale().toString(explained, 'f', 0));
    }
    m_readOut->setText(parts.join(tr(", ")));
    if (std::isfinite(points.value[i])) {
        m_items->tracer->setGraph(m_curves.front()->raw);
        m_items->tracer->setGraphKey(keyOf(points, i));
        m_items->tracer->setVisible(true);
    }
    m_plot->setAccessibleDescription(m_readOut->text());
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void SeriesPlot::describe() {
    if (pointsShown() == 0) {
        m_plot->setAccessibleName(m_title + QStringLiteral(": ") + m_emptyText);
        return;
    }
    const SeriesData& points = *m_curves.front()->source.data;
    QString text =
        tr("%1: %n points, latest %2 at step %3", nullptr, static_cast<int>(points.size()))
            .arg(m_title, shortNumber(points.value.back()), QLocale().toString(points.step.back(), 'f', 0));
    if (m_items->line->visible()) text += QStringLiteral(", ") % m_items->labelText;
    m_plot->setAccessibleName(text);
}
