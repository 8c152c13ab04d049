// One bar per candidate, with picture, title and number; the true item is outlined and tagged. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/candidate_bars.h"

#include <QApplication>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QShortcut>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "common/colours.h"
#include "common/eliding.h"
#include "common/table_tools.h"

BarDelegate::BarDelegate(const CandidatesModel* model, const ItemPictures* pictures, QObject* parent)
    : QStyledItemDelegate(parent), m_model(model), m_pictures(pictures) {}

void BarDelegate::setScale(BarScale scale) {
    m_scale = scale;
}

double BarDelegate::lowestPositive() const {
    double lowest = 1;
    for (const Candidate& candidate : m_model->candidates())
        if (candidate.probability > 0) lowest = std::min(lowest, candidate.probability);
    return std::max(lowest, 1e-6);
}

double BarDelegate::share(const Candidate& candidate) const {
    const auto& all = m_model->candidates();
    if (m_scale == BarScale::score) {
        double low = 0, high = 0;
        bool first = true;
        for (const Candidate& each : all) {
            if (!std::isfinite(each.score)) continue;
            low = first ? each.score : std::min(low, each.score);
            high = first ? each.score : std::max(high, each.score);
            first = false;
        }
        if (!std::isfinite(candidate.score) || high <= low) return std::isfinite(candidate.score) ? 1 : 0;
        // The lowest keeps a stub: it was scored too.
        return 0.02 + 0.98 * (candidate.score - low) / (high - low);
    }
    double top = 0;
    for (const Candidate& each : all) top = std::max(top, each.probability);
    if (top <= 0 || candidate.probability <= 0) return 0;
    if (m_scale == BarScale::probability) return candidate.probability / top;
    const double low = std::log(lowestPositive()) - 0.3;
    return std::clamp((std::log(candidate.probability) - low) / (std::log(top) - low), 0.0, 1.0);
}

double BarDelegate::uniformShare() const {
    if (m_scale == BarScale::score || !m_model->hasProbabilities()) return -1;
    Candidate uniform;
    uniform.probability = 1.0 / static_cast<double>(m_model->candidates().size());
    const double at = share(uniform);
    return at > 1 ? -1 : at;
}

QSize BarDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    const int text = option.fontMetrics.height() * 2 + 4;
    return {option.fontMetrics.averageCharWidth() * 50, std::max(m_pictures->side(), text) + 10};
}

void BarDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Candidate& candidate = m_model->candidates()[static_cast<std::size_t>(index.row())];
    const QPalette& palette = option.palette;
    const bool selected = option.state & QStyle::State_Selected;
    const QColor base = palette.color(QPalette::Base);
    const QColor text = palette.color(QPalette::Text);
    const QColor muted = colours::mix(base, text, 0.68);
    const QFontMetrics& metrics = option.fontMetrics;
    const int em = metrics.averageCharWidth();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setFont(option.font);
    if (selected) painter->fillRect(option.rect, colours::mix(base, palette.color(QPalette::Highlight), 0.22));

    const QRect box = option.rect.adjusted(2, 2, -2, -2);
    if (candidate.target) {
        painter->setPen(QPen(colours::good(palette), 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), 4, 4);
    }
    QRect rest = box.adjusted(6, 3, -8, -3);

    // Rank, and a sign for the first place: right or wrong.
    const QRect rankBox(rest.left(), rest.top(), em * 4, rest.height());
    const bool first = candidate.rank == 1;
    QString rankText = QLocale().toString(candidate.rank);
    painter->setPen(first ? (candidate.target ? colours::good(palette) : colours::error(palette)) : muted);
    if (first) rankText = (candidate.target ? QStringLiteral("✓ ") : QStringLiteral("✗ ")) + rankText;
    painter->drawText(rankBox, Qt::AlignRight | Qt::AlignVCenter, rankText);
    rest.setLeft(rankBox.right() + em);

    const auto picture = index.data(Qt::DecorationRole).value<QPixmap>();
    const int side = m_pictures->side();
    const QSizeF size = picture.deviceIndependentSize();
    const QRectF slot(rest.left(), rest.center().y() - side / 2.0, side, side);
    painter->drawPixmap(QPointF(slot.center().x() - size.width() / 2, slot.center().y() - size.height() / 2),
                        picture);
    rest.setLeft(static_cast<int>(slot.right()) + em);

    const int numberWidth = metrics.horizontalAdvance(QStringLiteral("-00.0000")) + em;
    const int barWidth = std::max(em * 12, static_cast<int>(rest.width() * 0.42) - numberWidth);
    const QRect numberBox(rest.right() - numberWidth, rest.top(), numberWidth, rest.height());
    const QRect barBox(numberBox.left() - barWidth, rest.top(), barWidth, rest.height());
    QRect titleBox(rest.left(), rest.top(), std::max(em * 4, barBox.left() - rest.left() - em), rest.height());

    // Title and, below, where the candidate came from.
    const int line = metrics.height();
    const QRect upper(titleBox.left(), titleBox.center().y() - line, titleBox.width(), line);
    QRect lower(titleBox.left(), titleBox.center().y() + 1, titleBox.width(), line);
    // The tag stands in the lower line: in the upper one it would take room from the title that matters most.
    if (candidate.target) {
        const QString tag = QStringLiteral("GT");  // "ground truth", as the field writes it
        QFont small = option.font;
        small.setBold(true);
        small.setPointSizeF(small.pointSizeF() * 0.85);
        painter->setFont(small);
        const int width = QFontMetrics(small).horizontalAdvance(tag) + em + 2;
        const QRectF pill(lower.left(), lower.top() + 1, width, line - 2);
        painter->setPen(Qt::NoPen);
        painter->setBrush(colours::good(palette));
        painter->drawRoundedRect(pill, 3, 3);
        painter->setPen(base);
        painter->drawText(pill, Qt::AlignCenter, tag);
        painter->setFont(option.font);
        lower.setLeft(lower.left() + width + em);
    }
    painter->setPen(text);
    painter->drawText(upper, Qt::AlignLeft | Qt::AlignVCenter,
                      metrics.elidedText(m_model->title(candidate.item), Qt::ElideRight, upper.width()));
    const QString below = candidate.retrievalRank > 0
                              ? tr("retrieval %1 · place %2").arg(candidate.retrievalRank).arg(candidate.place)
                              : tr("place %1").arg(candidate.place);
    QFont small = option.font;
    small.setPointSizeF(small.pointSizeF() * 0.88);
    painter->setFont(small);
    painter->setPen(muted);
    painter->drawText(lower, Qt::AlignLeft | Qt::AlignVCenter,
                      QFontMetrics(small).elidedText(below, Qt::ElideRight, lower.width()));
    painter->setFont(option.font);

    // The bar on its track, and the 1/n line over all rows.
    const double height = std::min(14.0, line * 0.8);
    const QRectF track(barBox.left(), barBox.center().y() - height / 2 + 0.5, barBox.width(), height);
    painter->setPen(Qt::NoPen);
    painter->setBrush(colours::mix(base, text, 0.07));
    painter->drawRoundedRect(track, 2, 2);
    const double part = share(candidate);
    if (part > 0) {
        painter->setBrush(candidate.target ? colours::good(palette) : colours::series(0, palette));
        painter->drawRoundedRect(
            QRectF(track.left(), track.top(), std::max(2.0, track.width() * part), track.height()), 2, 2);
    }
    const double uniform = uniformShare();
    if (uniform >= 0) {
        painter->setRenderHint(QPainter::Antialiasing, false);
        painter->setPen(QPen(colours::warning(palette), 1, Qt::DashLine));
        const int x = static_cast<int>(track.left() + track.width() * uniform);
        painter->drawLine(x, option.rect.top(), x, option.rect.bottom());
    }
    painter->setPen(text);
    const QString number = m_scale == BarScale::score ? m_model->scoreText(candidate.score)
                                                      : CandidatesModel::probabilityText(candidate.probability);
    painter->drawText(numberBox, Qt::AlignRight | Qt::AlignVCenter, number);
    if (option.state & QStyle::State_HasFocus) {
        QStyleOptionFocusRect focus;
        focus.QStyleOption::operator=(option);
        focus.rect = option.rect.adjusted(1, 1, -1, -1);
        QApplication::style()->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter);
    }
    painter->restore();
}

CandidatesTable::CandidatesTable(CandidatesModel* source, QObject* parent)
    : QAbstractTableModel(parent), m_source(source) {
    connect(source, &QAbstractItemModel::modelAboutToBeReset, this, [this] { beginResetModel(); });
    connect(source, &QAbstractItemModel::modelReset, this, [this] { endResetModel(); });
    connect(source, &QAbstractItemModel::dataChanged, this, [this] {
        if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    });
}

int CandidatesTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : m_source->rowCount();
}

QVariant CandidatesTable::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Candidate& candidate = m_source->candidates()[static_cast<std::size_t>(index.row())];
    if (role == Qt::TextAlignmentRole && index.column() != 1) return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::UserRole) return {};
    const bool shown = role == Qt::DisplayRole;
    switch (index.column()) {
        case 0:
            return candidate.rank;
        case 1:
            return m_source->title(candidate.item);
        case 2:
            return candidate.target ? tr("GT") : QString();
        case 3:
            if (candidate.probability < 0) return {};
            return shown ? QVariant(CandidatesModel::probabilityText(candidate.probability))
                         : QVariant(candidate.probability);
        case 4:
            return shown ? QVariant(m_source->scoreText(candidate.score)) : QVariant(candidate.score);
        case 5:
            return candidate.retrievalRank > 0 ? QVariant(candidate.retrievalRank) : QVariant();
        case 6:
            return candidate.place;
        default:
            return {};
    }
}

QVariant CandidatesTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
        case 0:
            return tr("Rank");
        case 1:
            return tr("Item");
        case 2:
            return tr("True item");
        case 3:
            return tr("Probability");
        case 4:
            return tr("Score");
        case 5:
            return tr("Retrieval rank");
        case 6:
            return tr("Place");
        default:
            return {};
    }
}

CandidateBars::CandidateBars(CandidatesModel* model, const ItemPictures* pictures, QWidget* parent)
    : QWidget(parent),
      m_model(model),
      m_delegate(new BarDelegate(model, pictures, this)),
      m_tableModel(new CandidatesTable(model, this)),
      m_list(new QListView(this)),
      m_table(new QTableView(this)),
      m_stack(new QStackedWidget(this)),
      m_order(new ElidingComboBox(this)),
      m_scale(new ElidingComboBox(this)),
      m_legend(new QLabel(this)),
      m_asTable(new QToolButton(this)) {
    m_list->setObjectName(QStringLiteral("candidate_bars"));
    m_list->setAccessibleName(tr("Candidates"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(m_delegate);
    m_list->setUniformItemSizes(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setObjectName(QStringLiteral("candidate_table"));
    m_table->setAccessibleName(tr("Candidates as a table"));
    m_table->setModel(m_tableModel);
    m_table->verticalHeader()->hide();
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setTabKeyNavigation(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    table_tools::enableCopy(m_table);
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_table);

    m_order->setObjectName(QStringLiteral("candidate_order"));
    m_order->setAccessibleName(tr("Order of the candidates"));
    m_scale->setObjectName(QStringLiteral("candidate_scale"));
    m_scale->setAccessibleName(tr("Value of the bars"));
    m_legend->setTextFormat(Qt::PlainText);
    m_asTable->setObjectName(QStringLiteral("candidates_as_table"));
    m_asTable->setText(tr("Table"));
    m_asTable->setToolTip(tr("Show the candidates as a table (Ctrl+T)"));
    m_asTable->setCheckable(true);
    m_asTable->setAutoRaise(true);
    for (QComboBox* box : {m_order, m_scale}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
        box->setMinimumContentsLength(9);  // both give way where there is little room
    }
    auto* orderLabel = new QLabel(tr("Sort by"), this);
    orderLabel->setBuddy(m_order);
    auto* row = new QHBoxLayout;
    row->addWidget(orderLabel);
    row->addWidget(m_order);
    row->addWidget(m_scale);
    row->addWidget(m_legend, 1);
    row->addWidget(m_asTable);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_stack, 1);

    connect(m_order, &QComboBox::activated, this, [this] {
        m_wantedOrder = m_order->currentData().toInt();
        m_model->setOrder(static_cast<CandidatesModel::Order>(m_wantedOrder));
    });
    connect(m_scale, &QComboBox::activated, this, [this] {
        m_wantedScale = m_scale->currentData().toInt();
        applyScale();
    });
    connect(m_asTable, &QToolButton::toggled, this, [this](bool on) { m_stack->setCurrentIndex(on ? 1 : 0); });
    auto* target = new QShortcut(QKeySequence(Qt::Key_G), m_list);
    target->setContext(Qt::WidgetShortcut);
    connect(target, &QShortcut::activated, this, &CandidateBars::goToTarget);
    updateChoices();
}

void CandidateBars::updateChoices() {
    // What the person chose stays chosen over users and runs that do not offer it.
    const auto refill = [](QComboBox* box, const QList<QPair<QString, int>>& entries, int wanted) {
        const QSignalBlocker blocker(box);
        box->clear();
        for (const auto& [text, value] : entries) box->addItem(text, value);
        box->setCurrentIndex(std::max(0, box->findData(wanted)));
    };
    const bool probabilities = m_model->hasProbabilities();
    QList<QPair<QString, int>> orders{
        {probabilities ? tr("probability") : tr("score"), static_cast<int>(CandidatesModel::Order::probability)},
        {tr("place in the list"), static_cast<int>(CandidatesModel::Order::place)}};
    if (m_model->hasRetrievalRanks())
        orders.append({tr("retrieval rank"), static_cast<int>(CandidatesModel::Order::retrieval)});
    refill(m_order, orders, m_wantedOrder);
    QList<QPair<QString, int>> scales;
    if (probabilities) {
        scales.append({tr("probability"), static_cast<int>(BarScale::probability)});
        scales.append({tr("probability, log scale"), static_cast<int>(BarScale::logarithm)});
    }
    scales.append({tr("score"), static_cast<int>(BarScale::score)});
    refill(m_scale, scales, m_wantedScale);
    m_model->setOrder(static_cast<CandidatesModel::Order>(m_order->currentData().toInt()));
    m_table->setColumnHidden(3, !probabilities);
    m_table->setColumnHidden(5, !m_model->hasRetrievalRanks());
    applyScale();
}

void CandidateBars::applyScale() {
    const auto scale = static_cast<BarScale>(m_scale->currentData().toInt());
    m_delegate->setScale(scale);
    const auto count = m_model->candidates().size();
    QString legend;
    if (count > 0 && scale != BarScale::score)
        legend = tr("┆ 1/n = %1").arg(QLocale().toString(1.0 / static_cast<double>(count), 'g', 3));
    else if (count > 0 && !m_model->hasProbabilities())
        legend = tr("This method gives scores, no probabilities.");
    m_legend->setText(legend);
    m_list->viewport()->update();
}

void CandidateBars::toggleTable() {
    m_asTable->toggle();
}

void CandidateBars::goToTarget() {
    const QModelIndex target = m_model->targetIndex();
    if (!target.isValid()) return;
    m_list->setCurrentIndex(target);
    m_list->scrollTo(target, QAbstractItemView::PositionAtCenter);
}
