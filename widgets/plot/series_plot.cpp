// A live plot of series, with a table twin. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/series_plot.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>
#include <array>
#include <cmath>
#include <limits>

#include "common/colours.h"
#include "plot/series_plot_parts.h"
#include "plot/series_table_model.h"

namespace {

/// There is no half a step.
class WholeTicker : public QCPAxisTicker {
  protected:
    double getTickStep(const QCPRange& range) override {
        return std::max(1.0, std::floor(QCPAxisTicker::getTickStep(range)));
    }
};

}  // namespace

SeriesPlot::SeriesPlot(const QString& title, QWidget* parent)
    : QWidget(parent),
      m_title(title),
      m_plot(new QCustomPlot(this)),
      m_overlay(new QLabel(m_plot)),
      m_heading(new QLabel(title, this)),
      m_readOut(new QLabel(this)),
      m_tableButton(new QToolButton(this)),
      m_stack(new QStackedWidget(this)),
      m_table(new QTableView(this)),
      m_model(new SeriesTableModel(this)),
      m_items(std::make_unique<Items>()) {
    QFont bold = m_heading->font();
    bold.setWeight(QFont::DemiBold);
    m_heading->setFont(bold);
    m_readOut->setObjectName(QStringLiteral("plot_read_out"));
    m_readOut->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_readOut->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_tableButton->setObjectName(QStringLiteral("plot_show_table"));
    m_tableButton->setText(tr("Table"));
    m_tableButton->setToolTip(tr("Show the points as a table (Ctrl+T)"));
    m_tableButton->setCheckable(true);
    m_tableButton->setAutoRaise(true);
    m_overlay->setAlignment(Qt::AlignCenter);
    m_overlay->setWordWrap(true);
    m_overlay->setObjectName(QStringLiteral("plot_empty_text"));
    m_overlay->setAttribute(Qt::WA_TransparentForMouseEvents);

    m_plot->setObjectName(QStringLiteral("plot"));
    m_plot->setFocusPolicy(Qt::StrongFocus);
    m_plot->setMinimumSize(fontMetrics().averageCharWidth() * 30, fontMetrics().height() * 7);
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m_plot->setNoAntialiasingOnDrag(true);
    m_plot->setPlottingHint(QCP::phFastPolylines, true);
    m_plot->installEventFilter(this);
    // Moving averages above all raw curves: those of similar runs would cover them.
    m_plot->addLayer(plotparts::smoothLayer, m_plot->layer(QStringLiteral("main")), QCustomPlot::limAbove);
    m_plot->legend->setVisible(false);
    m_plot->legend->setFillOrder(QCPLegend::foColumnsFirst);
    m_plot->legend->setMargins(QMargins(8, 4, 8, 0));
    // Fixed margins, so that a new tick label does not make the plot jump.
    m_plot->axisRect()->setAutoMargins(QCP::msNone);
    const int em = fontMetrics().averageCharWidth();
    m_plot->axisRect()->setMargins(
        QMargins(em * 8, fontMetrics().height() / 2, em * 2, fontMetrics().height() * 5 / 2));
    m_plot->xAxis->setNumberFormat(QStringLiteral("g"));
    m_plot->xAxis->setNumberPrecision(7);
    m_plot->yAxis->setNumberFormat(QStringLiteral("g"));
    m_plot->yAxis->setNumberPrecision(4);

    m_items->line = new QCPItemStraightLine(m_plot);
    m_items->label = new QCPItemText(m_plot);
    m_items->label->setPositionAlignment(Qt::AlignRight | Qt::AlignBottom);
    m_items->label->position->setTypeX(QCPItemPosition::ptAxisRectRatio);
    m_items->label->position->setTypeY(QCPItemPosition::ptPlotCoords);
    m_items->label->setPadding(QMargins(4, 1, 4, 1));
    m_items->tracer = new QCPItemTracer(m_plot);
    m_items->tracer->setStyle(QCPItemTracer::tsCircle);
    m_items->tracer->setSize(7);
    for (QCPLayerable* item : {static_cast<QCPLayerable*>(m_items->line), static_cast<QCPLayerable*>(m_items->label),
                               static_cast<QCPLayerable*>(m_items->tracer)})
        item->setVisible(false);

    m_table->setModel(m_model);
    m_table->setObjectName(QStringLiteral("plot_table"));
    m_table->setAccessibleName(title);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);

    m_top = new QHBoxLayout;
    m_top->setContentsMargins(2, 0, 2, 0);
    m_top->addWidget(m_heading);
    m_top->addWidget(m_readOut, 1);
    m_top->addWidget(m_tableButton);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addLayout(m_top);
    m_stack->addWidget(m_plot);
    m_stack->addWidget(m_table);
    column->addWidget(m_stack, 1);

    m_timer.setInterval(33);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (!m_dirty || !isVisible()) {
            m_timer.stop();
            return;
        }
        m_dirty = false;
        m_plot->replot(QCustomPlot::rpQueuedReplot);
    });
    connect(m_tableButton, &QToolButton::toggled, this, &SeriesPlot::setTableShown);
    connect(m_plot, &QCustomPlot::mouseMove, this,
            [this](QMouseEvent* event) { showReadOut(m_plot->xAxis->pixelToCoord(event->pos().x())); });
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, &SeriesPlot::fit);
    const auto zoomed = [this] { m_follow = false; };
    connect(m_plot, &QCustomPlot::mouseWheel, this, zoomed);
    connect(m_plot, &QCustomPlot::mousePress, this, [this] { m_readOutIndex = -1; });
    connect(m_plot->xAxis, qOverload<const QCPRange&, const QCPRange&>(&QCPAxis::rangeChanged), this, [this] {
        // Dragging changes the range while a button is down; our own changes come without one.
        if (QGuiApplication::mouseButtons() != Qt::NoButton && m_plot->underMouse()) m_follow = false;
    });
    m_emptyText = tr("No points yet.");
    applyColours();
    updateOverlay();
}

SeriesPlot::~SeriesPlot() = default;

void SeriesPlot::setCurves(const QList<PlotCurve>& curves) {
    // The same series again (a page refreshes itself often): nothing to build.
    bool same = curves.size() == static_cast<qsizetype>(m_curves.size());
    for (qsizetype i = 0; same && i < curves.size(); ++i) {
        const PlotCurve& old = m_curves[static_cast<std::size_t>(i)]->source;
        same = old.data == curves[i].data && old.title == curves[i].title && old.smoothed == curves[i].smoothed;
    }
    if (same) return;
    m_curves.clear();
    m_plot->clearGraphs();
    QList<SeriesPointer> series;
    QStringList titles;
    for (const PlotCurve& curve : curves) {
        auto shown = std::make_unique<Shown>();
        shown->source = curve;
        shown->raw = m_plot->addGraph();
        shown->raw->setName(curve.title);
        shown->raw->setAdaptiveSampling(true);
        shown->raw->setSelectable(QCP::stNone);
        if (curve.smoothed) {
            shown->raw->removeFromLegend();
            shown->smooth = m_plot->addGraph();
            shown->smooth->setLayer(plotparts::smoothLayer);
            shown->smooth->setName(curve.title);
            shown->smooth->setAdaptiveSampling(true);
            shown->smooth->setSelectable(QCP::stNone);
        }
        // One curve needs no legend; its entries would take the room of one.
        if (curves.size() == 1) {
            shown->raw->removeFromLegend();
            if (shown->smooth) shown->smooth->removeFromLegend();
        }
        m_curves.push_back(std::move(shown));
        series << curve.data;
        titles << curve.title;
    }
    placeLegend(curves.size() > 1);
    m_model->setSeries(series, titles);
    m_follow = true;
    m_readOutIndex = -1;
    m_readOut->clear();
    m_items->tracer->setGraph(nullptr);
    m_items->tracer->setVisible(false);
    applyColours();
    rebuild();
}

void SeriesPlot::placeLegend(bool shown) {
    // In a row of its own: inside the plot it would hide the ends of curves. An empty one would limit the plot's
    // width, so it goes back inside while it is not shown.
    m_plot->legend->setVisible(shown);
    wrapLegend();
    auto* rows = m_plot->plotLayout();
    const bool above = rows->rowCount() > 1;
    if (shown && !above) {
        rows->insertRow(0);
        rows->addElement(0, 0, m_plot->legend);
        rows->setRowStretchFactor(0, 0.001);
        rows->setRowSpacing(0);
    } else if (!shown && above) {
        m_plot->axisRect()->insetLayout()->addElement(m_plot->legend, Qt::AlignRight | Qt::AlignTop);
        rows->simplify();
    }
}

/// As many names in a row as fit.
void SeriesPlot::wrapLegend() {
    QCPLegend* legend = m_plot->legend;
    const QFontMetrics metrics(legend->font());
    int widest = 1;
    for (int i = 0; i < legend->itemCount(); ++i)
        if (auto* item = qobject_cast<QCPPlottableLegendItem*>(legend->item(i)))
            widest = std::max(widest, metrics.horizontalAdvance(item->plottable()->name()));
    widest += legend->iconSize().width() + legend->iconTextPadding() + legend->columnSpacing() + 4;
    const int columns =
        std::max(1, (m_plot->width() - legend->margins().left() - legend->margins().right()) / widest);
    if (columns == legend->wrap()) return;
    legend->setWrap(columns);
    legend->setFillOrder(QCPLegend::foColumnsFirst, true);
}

void SeriesPlot::setHeadingWidget(QWidget* widget) {
    m_heading->hide();
    m_top->insertWidget(0, widget);
}

void SeriesPlot::setEmptyText(const QString& text) {
    m_emptyText = text;
    updateOverlay();
}

void SeriesPlot::setReferenceNote(const QString& note) {
    m_referenceNote = note;
}

QString SeriesPlot::emptyText() const {
    return pointsShown() == 0 ? m_emptyText : QString();
}

void SeriesPlot::setAxis(Axis axis) {
    if (axis == m_axis) return;
    m_axis = axis;
    m_follow = true;
    rebuild();
}

void SeriesPlot::setSmoothing(double weight) {
    if (weight == m_smoothing) return;
    m_smoothing = weight;
    applyColours();
    rebuild();
}

void SeriesPlot::setLogScale(bool on) {
    if (on == m_log) return;
    m_log = on;
    m_plot->yAxis->setScaleType(on ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    QSharedPointer<QCPAxisTicker> ticker(on ? new QCPAxisTickerLog : new QCPAxisTicker);
    m_plot->yAxis->setTicker(ticker);
    m_follow = true;
    rebuild();
}

void SeriesPlot::setTableShown(bool shown) {
    m_tableButton->setChecked(shown);
    m_stack->setCurrentIndex(shown ? 1 : 0);
    if (shown) m_model->sync();
}

bool SeriesPlot::isTableShown() const {
    return m_stack->currentIndex() == 1;
}

double SeriesPlot::keyOf(const SeriesData& points, std::size_t index) const {
    return m_axis == Axis::epoch  ? points.epoch[index]
           : m_axis == Axis::time ? points.wall[index]
                                  : points.step[index];
}

void SeriesPlot::rebuild() {
    for (auto& curve : m_curves) {
        curve->raw->data()->clear();
        if (curve->smooth) curve->smooth->data()->clear();
        curve->taken = 0;
        curve->generation = curve->source.data ? curve->source.data->generation : 0;
        curve->lowest = curve->lowestPositive = curve->firstKey = plotparts::infinity;
        curve->highest = curve->lastKey = -plotparts::infinity;
        curve->average = curve->weight = 0;
    }
    m_plot->xAxis->setTicker(m_axis == Axis::step ? QSharedPointer<QCPAxisTicker>(new WholeTicker)
                                                  : QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
    switch (m_axis) {
        case Axis::step:
            m_plot->xAxis->setLabel(tr("step"));
            break;
        case Axis::epoch:
            m_plot->xAxis->setLabel(tr("epoch"));
            break;
        case Axis::time:
            m_plot->xAxis->setLabel(tr("seconds"));
            break;
    }
    m_dirty = true;
    sync();
}

void SeriesPlot::takePoints(Shown& curve) {
    const SeriesData& points = *curve.source.data;
    if (curve.taken >= points.size()) return;
    const auto fresh = static_cast<qsizetype>(points.size() - curve.taken);
    QVector<double> keys, values, smooth;
    keys.reserve(fresh);
    values.reserve(fresh);
    for (std::size_t i = curve.taken; i < points.size(); ++i) {
        const double value = points.value[i], key = keyOf(points, i);
        keys.append(key);
        values.append(std::isfinite(value) ? value : std::numeric_limits<double>::quiet_NaN());
        if (std::isfinite(value)) {
            curve.lowest = std::min(curve.lowest, value);
            curve.highest = std::max(curve.highest, value);
            if (value > 0) curve.lowestPositive = std::min(curve.lowestPositive, value);
            // Exponential mean with the start's bias taken out, so that the first points are not drawn towards 0.
            curve.average = m_smoothing * curve.average + (1 - m_smoothing) * value;
            curve.weight = m_smoothing * curve.weight + (1 - m_smoothing);
        }
        curve.firstKey = std::min(curve.firstKey, key);
        curve.lastKey = std::max(curve.lastKey, key);
        if (curve.smooth) smooth.append(curve.weight > 0 ? curve.average / curve.weight : values.last());
    }
    curve.raw->addData(keys, values, m_axis == Axis::step);
    if (curve.smooth && m_smoothing > 0) curve.smooth->addData(keys, smooth, m_axis == Axis::step);
    curve.taken = points.size();
    m_dirty = true;
}

void SeriesPlot::sync() {
    for (auto& curve : m_curves) {
        if (!curve->source.data) continue;
        if (curve->generation != curve->source.data->generation) {
            rebuild();
            return;
        }
        takePoints(*curve);
    }
    const QString before = m_items->labelText;
    updateReference();
    if (m_items->labelText != before) m_dirty = true;
    if (isTableShown()) m_model->sync();
    if (!m_dirty) return;
    if (m_follow) updateRanges();
    updateOverlay();
    describe();
    if (isVisible() && !m_timer.isActive()) m_timer.start();
}

void SeriesPlot::updateReference() {
    m_items->labelText.clear();
    for (const auto& curve : m_curves) {
        if (!curve->source.data || curve->source.data->referenceLabel.isEmpty()) continue;
        m_items->value = curve->source.data->referenceValue;
        m_items->labelText = curve->source.data->referenceLabel;
        if (!m_items->labelText.contains(QLatin1Char('=')))
            m_items->labelText += QStringLiteral(" = ") % QLocale().toString(m_items->value, 'f', 2);
        if (!m_referenceNote.isEmpty()) m_items->labelText += tr(" (%1)").arg(m_referenceNote);
        break;
    }
    const bool shown = !m_items->labelText.isEmpty() && (!m_log || m_items->value > 0);
    m_items->line->setVisible(shown);
    m_items->label->setVisible(shown);
    if (!shown) return;
    m_items->line->point1->setCoords(0, m_items->value);
    m_items->line->point2->setCoords(1, m_items->value);
    m_items->label->setText(m_items->labelText);
    m_items->label->position->setCoords(1.0, m_items->value);
}

void SeriesPlot::updateRanges() {
    double lowest = plotparts::infinity, highest = -plotparts::infinity, first = plotparts::infinity,
           last = -plotparts::infinity;
    for (const auto& curve : m_curves) {
        lowest = std::min(lowest, m_log ? curve->lowestPositive : curve->lowest);
        highest = std::max(highest, curve->highest);
        first = std::min(first, curve->firstKey);
        last = std::max(last, curve->lastKey);
    }
    if (m_items->line->visible()) {
        lowest = std::min(lowest, m_items->value);
        highest = std::max(highest, m_items->value);
    }
    if (!(first <= last)) return;
    const double width = last - first;
    if (width > 0)
        m_plot->xAxis->setRange(first - width * 0.02, last + width * 0.03);
    else
        m_plot->xAxis->setRange(first - 1, last + 1);
    if (!(lowest <= highest)) return;
    if (m_log) {
        m_plot->yAxis->setRange(lowest / 1.15, highest * 1.15);
    } else {
        const double height = highest > lowest ? highest - lowest : std::max(std::abs(highest) * 0.1, 1e-6);
        m_plot->yAxis->setRange(lowest - height * 0.06, highest + height * 0.12);
    }
}

void SeriesPlot::fit() {
    m_follow = true;
    updateRanges();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

int SeriesPlot::pointsShown() const {
    return m_curves.empty() ? 0 : static_cast<int>(m_curves.front()->taken);
}

QString SeriesPlot::referenceText() const {
    return m_items->line->visible() ? m_items->labelText : QString();
}

QString SeriesPlot::readOut() const {
    return m_readOut->text();
}

void SeriesPlot::updateOverlay() {
    int count = 0, bad = 0;
    for (const auto& curve : m_curves) {
        count += static_cast<int>(curve->taken);
        if (curve->source.data) bad += curve->source.data->notNumbers;
    }
    const bool empty = count == 0;
    m_overlay->setText(m_emptyText);
    m_overlay->setVisible(empty);
    m_overlay->setGeometry(m_plot->rect().adjusted(16, 16, -16, -16));
    m_plot->xAxis->setVisible(!empty);
    m_plot->yAxis->setVisible(!empty);
    m_heading->setText(bad > 0 ? tr("%1 (not numbers: %2)").arg(m_title).arg(bad) : m_title);
}

void SeriesPlot::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange && event->type() != QEvent::FontChange) return;
    applyColours();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void SeriesPlot::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    m_dirty = true;
    sync();
}

void SeriesPlot::keyPressEvent(QKeyEvent* event) {
    const double zoom = event->key() == Qt::Key_Plus ? 0.8 : event->key() == Qt::Key_Minus ? 1.25 : 0;
    if (zoom > 0) {
        m_follow = false;
        m_plot->xAxis->scaleRange(zoom);
        m_plot->replot(QCustomPlot::rpQueuedReplot);
        return;
    }
    switch (event->key()) {
        case Qt::Key_Left:
            moveReadOut(-1);
            return;
        case Qt::Key_Right:
            moveReadOut(1);
            return;
        case Qt::Key_Home:
            fit();
            return;
        case Qt::Key_L:
            setLogScale(!m_log);
            return;
        case Qt::Key_S:
            setSmoothing(m_smoothing > 0 ? 0 : 0.9);
            return;
        default:
            QWidget::keyPressEvent(event);
    }
}

bool SeriesPlot::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_plot) {
        if (event->type() == QEvent::Resize) {
            updateOverlay();
            wrapLegend();
        }
        if (event->type() == QEvent::Leave && !m_plot->hasFocus()) {
            m_readOut->clear();
            m_items->tracer->setVisible(false);
            m_plot->replot(QCustomPlot::rpQueuedReplot);
        }
    }
    return QWidget::eventFilter(watched, event);
}
