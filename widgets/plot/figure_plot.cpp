// A plot of fixed numbers: bars, or points on logarithmic axes; with a table twin. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/figure_plot.h"

#include <qcustomplot.h>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "common/colours.h"
#include "common/table_tools.h"
#include "plot/figure_table_model.h"

FigurePlot::FigurePlot(Kind kind, const QString& title, QWidget* parent)
    : QWidget(parent),
      m_kind(kind),
      m_title(title),
      m_plot(new QCustomPlot(this)),
      m_overlay(new QLabel(m_plot)),
      m_readOut(new QLabel(this)),
      m_tableButton(new QToolButton(this)),
      m_stack(new QStackedWidget(this)),
      m_table(new QTableView(this)),
      m_model(new FigureTableModel(this)),
      m_tracer(new QCPItemTracer(m_plot)) {
    auto* heading = new QLabel(title, this);
    QFont bold = heading->font();
    bold.setWeight(QFont::DemiBold);
    heading->setFont(bold);
    m_readOut->setObjectName(QStringLiteral("figure_read_out"));
    m_readOut->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_readOut->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_tableButton->setObjectName(QStringLiteral("figure_show_table"));
    m_tableButton->setText(tr("Table"));
    m_tableButton->setToolTip(tr("Show the numbers as a table (Ctrl+T)"));
    m_tableButton->setCheckable(true);
    m_tableButton->setAutoRaise(true);
    m_overlay->setAlignment(Qt::AlignCenter);
    m_overlay->setWordWrap(true);
    m_overlay->setObjectName(QStringLiteral("figure_empty_text"));
    m_overlay->setAttribute(Qt::WA_TransparentForMouseEvents);

    m_plot->setObjectName(QStringLiteral("figure"));
    m_plot->setFocusPolicy(Qt::StrongFocus);
    m_plot->setMinimumSize(fontMetrics().averageCharWidth() * 34, fontMetrics().height() * 10);
    m_plot->installEventFilter(this);
    m_plot->axisRect()->setAutoMargins(QCP::msNone);
    const int em = fontMetrics().averageCharWidth(), line = fontMetrics().height();
    m_plot->axisRect()->setMargins(QMargins(em * 10, line / 2, em * 2, line * 5 / 2));
    for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis}) {
        axis->setNumberFormat(QStringLiteral("f"));
        axis->setNumberPrecision(0);
    }
    if (kind == Kind::logPoints) {
        m_graph = m_plot->addGraph();
        m_graph->setSelectable(QCP::stNone);
        m_graph->setAdaptiveSampling(true);
        for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis}) {
            axis->setScaleType(QCPAxis::stLogarithmic);
            axis->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
        }
    } else {
        m_bars = new QCPBars(m_plot->xAxis, m_plot->yAxis);
        m_bars->setSelectable(QCP::stNone);
        m_bars->setWidth(0.86);
        m_earlier = new QCPBars(m_plot->xAxis, m_plot->yAxis);
        m_earlier->setSelectable(QCP::stNone);
        m_earlier->setWidth(0.96);
        m_earlier->setBrush(Qt::NoBrush);
        m_plot->xAxis->grid()->setVisible(false);
    }
    m_tracer->setStyle(QCPItemTracer::tsCircle);
    m_tracer->setSize(7);
    m_tracer->setVisible(false);
    m_tracer->position->setType(QCPItemPosition::ptPlotCoords);

    m_table->setModel(m_model);
    m_table->setObjectName(QStringLiteral("figure_table"));
    m_table->setAccessibleName(title);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(line + 6);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_tools::enableCopy(m_table);

    auto* top = new QHBoxLayout;
    top->setContentsMargins(2, 0, 2, 0);
    top->addWidget(heading);
    top->addWidget(m_readOut, 1);
    top->addWidget(m_tableButton);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addLayout(top);
    m_stack->addWidget(m_plot);
    m_stack->addWidget(m_table);
    column->addWidget(m_stack, 1);
    connect(m_tableButton, &QToolButton::toggled, this, &FigurePlot::setTableShown);
    connect(m_plot, &QCustomPlot::mouseMove, this, [this](QMouseEvent* event) {
        const double key = m_plot->xAxis->pixelToCoord(event->pos().x());
        if (m_kind == Kind::bars) {
            setReadOut(static_cast<qsizetype>(std::lround(key)));
            return;
        }
        const auto& keys = m_figure.keys;
        const auto at = std::lower_bound(keys.begin(), keys.end(), key);
        setReadOut(at - keys.begin());
    });
    applyColours();
}

void FigurePlot::setFigure(const Figure& figure, const QString& empty) {
    m_figure = figure;
    m_empty = empty;
    m_model->setFigure(figure);
    table_tools::fitColumns(m_table);
    m_readOutIndex = -1;
    m_readOut->clear();
    m_tracer->setVisible(false);
    draw();
}

void FigurePlot::draw() {
    const auto count = static_cast<qsizetype>(m_figure.values.size());
    const bool none = count == 0;
    m_overlay->setText(m_empty);
    m_overlay->setVisible(none);
    m_plot->xAxis->setVisible(!none);
    m_plot->yAxis->setVisible(!none);
    m_tableButton->setEnabled(!none);
    m_plot->xAxis->setLabel(m_figure.labelTitle);
    m_plot->yAxis->setLabel(m_figure.valueTitle);
    const QVector<double> values(m_figure.values.begin(), m_figure.values.end());
    const QVector<double> before(m_figure.before.begin(), m_figure.before.end());
    double highest = none ? 1 : *std::max_element(values.begin(), values.end());
    if (!before.isEmpty()) highest = std::max(highest, *std::max_element(before.begin(), before.end()));
    if (m_kind == Kind::bars) {
        QVector<double> places(count);
        for (qsizetype i = 0; i < count; ++i) places[i] = static_cast<double>(i);
        m_bars->setData(places, values, true);
        m_earlier->setData(places.mid(0, before.size()), before, true);
        m_plot->xAxis->setRange(-0.6, static_cast<double>(count) - 0.4);
        m_plot->yAxis->setRange(0, m_figure.highest > 0 ? m_figure.highest : std::max(highest * 1.08, 1e-9));
        // Halves of a person or of a month do not exist.
        const bool small = m_figure.highest <= 0 && highest < 5;
        auto ticker = small ? QSharedPointer<QCPAxisTicker>(new QCPAxisTickerFixed)
                            : QSharedPointer<QCPAxisTicker>(new QCPAxisTicker);
        if (small) qSharedPointerCast<QCPAxisTickerFixed>(ticker)->setTickStep(1);
        m_plot->yAxis->setTicker(ticker);
        placeTicks();
    } else {
        m_graph->setData(QVector<double>(m_figure.keys.begin(), m_figure.keys.end()), values, true);
        if (!none) {
            const double lowest = std::max(*std::min_element(values.begin(), values.end()), 0.5);
            m_plot->xAxis->setRange(0.8, std::max(m_figure.keys.back() * 1.3, 10.0));
            m_plot->yAxis->setRange(lowest * 0.7, highest * 1.6);
        }
    }
    m_plot->setAccessibleName(
        none ? QString(m_title % QStringLiteral(": ") % m_empty)
             : tr("%1: %n values, highest %2", nullptr, static_cast<int>(count)).arg(m_title, valueText(highest)));
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void FigurePlot::placeTicks() {
    if (m_kind != Kind::bars) return;
    const auto count = static_cast<int>(m_figure.values.size());
    QSharedPointer<QCPAxisTickerText> ticker(new QCPAxisTickerText);
    ticker->setSubTickCount(0);
    int widest = 1;
    const QFontMetrics metrics(m_plot->xAxis->tickLabelFont());
    for (const QString& label : m_figure.labels) widest = std::max(widest, metrics.horizontalAdvance(label));
    const int room = std::max(m_plot->axisRect()->width(), 1);
    const int fitting = std::max(1, room / (widest + metrics.averageCharWidth() * 2));
    const int every = std::max(1, (count + fitting - 1) / fitting);
    for (int i = 0; i < count; i += every) ticker->addTick(i, m_figure.labels.value(i));
    m_plot->xAxis->setTicker(ticker);
}

QString FigurePlot::valueText(double value) const {
    const bool whole = value == std::floor(value);
    return QLocale().toString(value, 'f', whole ? 0 : 1) % m_figure.valueSuffix;
}

void FigurePlot::setReadOut(qsizetype index) {
    const auto count = static_cast<qsizetype>(m_figure.values.size());
    if (count == 0) return;
    index = std::clamp<qsizetype>(index, 0, count - 1);
    if (index == m_readOutIndex) return;
    m_readOutIndex = index;
    const auto i = static_cast<std::size_t>(index);
    m_readOut->setText(
        tr("%1: %2", "place in a plot, value").arg(m_figure.labels.value(index), valueText(m_figure.values[i])));
    m_tracer->position->setCoords(m_kind == Kind::bars ? static_cast<double>(index) : m_figure.keys[i],
                                  m_figure.values[i]);
    m_tracer->setVisible(true);
    m_plot->setAccessibleDescription(m_readOut->text());
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

QString FigurePlot::readOut() const {
    return m_readOut->text();
}

void FigurePlot::setTableShown(bool shown) {
    m_tableButton->setChecked(shown);
    m_stack->setCurrentIndex(shown ? 1 : 0);
}

bool FigurePlot::isTableShown() const {
    return m_stack->currentIndex() == 1;
}

void FigurePlot::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Left)
        setReadOut(m_readOutIndex < 0 ? static_cast<qsizetype>(m_figure.values.size()) - 1 : m_readOutIndex - 1);
    else if (event->key() == Qt::Key_Right)
        setReadOut(m_readOutIndex + 1);
    else
        QWidget::keyPressEvent(event);
}

bool FigurePlot::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_plot && event->type() == QEvent::Resize) {
        m_overlay->setGeometry(m_plot->rect().adjusted(16, 16, -16, -16));
        // The axis rectangle gets its new size with the next layout of the plot.
        QMetaObject::invokeMethod(
            this,
            [this] {
                placeTicks();
                m_plot->replot(QCustomPlot::rpQueuedReplot);
            },
            Qt::QueuedConnection);
    }
    if (watched == m_plot && event->type() == QEvent::Leave && !m_plot->hasFocus()) {
        m_readOutIndex = -1;
        m_readOut->clear();
        m_tracer->setVisible(false);
        m_plot->replot(QCustomPlot::rpQueuedReplot);
    }
    return QWidget::eventFilter(watched, event);
}

void FigurePlot::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange && event->type() != QEvent::FontChange) return;
    applyColours();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void FigurePlot::applyColours() {
    const QPalette from = palette();
    const QColor base = from.color(QPalette::Base), text = from.color(QPalette::Text);
    const QColor muted = colours::mutedText(from), grid = colours::mix(base, text, 0.10);
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
    const QColor colour = colours::series(0, from);
    if (m_bars) {
        m_bars->setPen(QPen(colour, 1));
        m_bars->setBrush(colours::mix(base, colour, 0.6));
        m_earlier->setPen(QPen(colours::mix(base, text, 0.65), 1));
    }
    if (m_graph) {
        m_graph->setPen(QPen(colour, 1));
        m_graph->setScatterStyle({QCPScatterStyle::ssDisc, QPen(colour, 1), QBrush(colour), 4});
    }
    m_tracer->setPen(QPen(text, 1));
    m_tracer->setBrush(base);
    QPalette quiet = from;
    quiet.setColor(QPalette::WindowText, muted);
    m_overlay->setPalette(quiet);
    m_readOut->setPalette(quiet);
}
