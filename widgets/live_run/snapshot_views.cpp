// Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "live_run/snapshot_views.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QSlider>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "common/background.h"
#include "common/item_pictures.h"
#include "inspector/candidate_bars.h"
#include "inspector/inspector_data.h"
#include "plot/figure_plot.h"

namespace {

QString whenText(const wb::SnapshotEvent& at) {
    return PinnedUserView::tr("update %1, epoch %2")
        .arg(QLocale().toString(static_cast<qlonglong>(at.step)), QLocale().toString(at.epoch, 'f', 1));
}

const wb::SnapshotEvent::List* listOf(const wb::SnapshotEvent& snapshot, qint64 user) {
    for (const auto& list : snapshot.lists)
        if (list.user == user) return &list;
    return nullptr;
}

/// As the Inspector shows one: rank by probability, the true item marked.
wb::UserDetail detailOf(const wb::SnapshotEvent::List& list) {
    wb::UserDetail detail;
    detail.result.user = static_cast<std::int32_t>(list.user);
    detail.result.target = static_cast<std::int32_t>(list.target);
    for (std::size_t i = 0; i < list.items.size(); ++i) {
        detail.items.push_back(static_cast<std::int32_t>(list.items[i]));
        detail.probabilities.push_back(static_cast<float>(list.probabilities[i]));
        detail.scores.push_back(std::log(std::max(detail.probabilities.back(), 1e-7f)));
    }
    return detail;
}

}  // namespace

EntropyView::EntropyView(QWidget* parent)
    : QWidget(parent),
      m_plot(new FigurePlot(FigurePlot::Kind::bars, tr("How even the probabilities are"), this)),
      m_time(new QSlider(Qt::Horizontal, this)),
      m_when(new QLabel(this)),
      m_words(new QLabel(this)) {
    m_plot->setObjectName(QStringLiteral("entropy_plot"));
    m_words->setObjectName(QStringLiteral("entropy_words"));
    m_words->setWordWrap(true);
    m_time->setObjectName(QStringLiteral("entropy_time"));
    m_time->setAccessibleName(tr("Validation that is shown"));
    m_time->setToolTip(tr("Drag back to see earlier validations; at the right end new ones are followed."));
    m_time->setPageStep(1);
    m_when->setObjectName(QStringLiteral("entropy_when"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_time, 1);
    row->addWidget(m_when);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(4);
    column->addLayout(row);
    column->addWidget(m_plot, 1);
    column->addWidget(m_words);
    connect(m_time, &QSlider::valueChanged, this, &EntropyView::showChosen);
}

void EntropyView::show(const RunFeed& feed) {
    const bool otherRun = feed.run() != m_run, ended = wb::is_ended(feed.status());
    const auto& all = feed.snapshots();
    if (!otherRun && m_snapshots == all && ended == m_ended && !all.empty()) return;
    const bool follow = otherRun || m_time->value() == m_time->maximum();
    m_run = feed.run();
    m_ended = ended;
    m_snapshots = all;
    {
        const QSignalBlocker quiet(m_time);
        m_time->setRange(0, std::max(0, static_cast<int>(all.size()) - 1));
        if (follow) m_time->setValue(m_time->maximum());
    }
    for (QWidget* one : {static_cast<QWidget*>(m_time), static_cast<QWidget*>(m_when)}) one->setVisible(!all.empty());
    m_time->setEnabled(all.size() > 1);
    showChosen();
}

void EntropyView::showChosen() {
    Figure figure;
    figure.labelTitle = tr("normalised entropy (1 = uniform)");
    figure.valueTitle = tr("lists");
    QString words;
    const auto at = static_cast<std::size_t>(m_time->value());
    if (at < m_snapshots.size()) {
        const auto& shown = *m_snapshots[at];
        const auto bins = shown.entropy.size();
        const QLocale locale;
        for (std::size_t i = 0; i < bins; ++i) {
            figure.labels << locale.toString(static_cast<double>(i) / static_cast<double>(bins), 'f', 2);
            figure.values.push_back(static_cast<double>(shown.entropy[i]));
        }
        m_when->setText(whenText(shown));
        words = tr("Filled: %1.").arg(whenText(shown));
        if (at > 0) {
            const auto& before = *m_snapshots[at - 1];
            for (const auto count : before.entropy) figure.before.push_back(static_cast<double>(count));
            figure.beforeTitle = tr("lists before");
            words += QLatin1Char(' ') % tr("Outlined: the validation before (%1).").arg(whenText(before));
        }
    }
    m_words->setText(words);
    m_words->setVisible(!words.isEmpty());
    m_plot->setFigure(figure,
                      m_ended ? tr("This run kept no probabilities of its validations.")
                              : tr("The entropy of all lists appears here with the first validation of stage 2."));
}

PinnedUserView::PinnedUserView(AppContext* context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_users(new QComboBox(this)),
      m_time(new QSlider(Qt::Horizontal, this)),
      m_when(new QLabel(this)),
      m_empty(new QLabel(this)),
      m_pictures(new ItemPictures(this)),
      m_candidates(new CandidatesModel(m_pictures, this)),
      m_bars(new CandidateBars(m_candidates, m_pictures, this)) {
    m_users->setObjectName(QStringLiteral("pinned_user"));
    m_users->setAccessibleName(tr("User whose list is shown"));
    m_time->setObjectName(QStringLiteral("pinned_time"));
    m_time->setAccessibleName(tr("Validation that is shown"));
    m_time->setToolTip(tr("Drag back to see earlier validations; at the right end new ones are followed."));
    m_time->setPageStep(1);
    m_when->setObjectName(QStringLiteral("pinned_when"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_pictures->setSize(fontMetrics().height() * 2, devicePixelRatioF());
    m_pictures->setPalette(palette());
    auto* row = new QHBoxLayout;
    row->addWidget(m_users);
    row->addWidget(m_time, 1);
    row->addWidget(m_when);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(4);
    column->addLayout(row);
    column->addWidget(m_bars, 1);
    column->addWidget(m_empty, 1);
    connect(m_users, &QComboBox::currentIndexChanged, this, &PinnedUserView::showChosen);
    connect(m_time, &QSlider::valueChanged, this, &PinnedUserView::showChosen);
}

qint64 PinnedUserView::user() const {
    return m_users->currentData().toLongLong();
}

void PinnedUserView::show(const RunFeed& feed) {
    const bool otherRun = feed.run() != m_run;
    if (otherRun) {
        m_run = feed.run();
        m_users->clear();
    }
    const auto& all = feed.snapshots();
    const bool follow = otherRun || m_time->value() == m_time->maximum();
    if (otherRun || m_snapshots != all) {
        m_snapshots = all;
        if (!all.empty() && m_users->count() == 0) {
            const QSignalBlocker quiet(m_users);
            for (const auto& list : all.back()->lists)
                m_users->addItem(tr("User %1").arg(list.user), QVariant::fromValue<qint64>(list.user));
        }
        {
            const QSignalBlocker quiet(m_time);
            m_time->setRange(0, std::max(0, static_cast<int>(all.size()) - 1));
            if (follow) m_time->setValue(m_time->maximum());
        }
        showChosen();
    }
    const bool none = all.empty();
    if (!none) loadDatasetOf(feed.row());
    for (QWidget* one : {static_cast<QWidget*>(m_users), static_cast<QWidget*>(m_time), static_cast<QWidget*>(m_when),
                         static_cast<QWidget*>(m_bars)})
        one->setVisible(!none);
    m_time->setEnabled(all.size() > 1);
    m_empty->setVisible(none);
    m_empty->setText(wb::is_ended(feed.status())
                         ? tr("This run kept no probabilities of its validations.")
                         : tr("The candidates of a user appear here with the first validation of stage 2, and move "
                              "while the reranker learns."));
}

void PinnedUserView::showChosen() {
    const auto at = static_cast<std::size_t>(m_time->value());
    if (at >= m_snapshots.size()) {
        m_shown = nullptr;
        m_candidates->clear();
        return;
    }
    const Snapshot snapshot = m_snapshots[at];
    if (snapshot == m_shown && user() == m_shownUser) return;
    m_shown = snapshot;
    m_shownUser = user();
    m_when->setText(whenText(*snapshot));
    if (const auto* list = listOf(*snapshot, user()))
        m_candidates->setDetail(detailOf(*list));
    else
        m_candidates->clear();
    m_bars->updateChoices();
}

void PinnedUserView::loadDatasetOf(const wb::RunRow& run) {
    if (run.dataset_fingerprint == m_fingerprint) return;
    m_fingerprint = run.dataset_fingerprint;
    // Numbers of another dataset's items would get the wrong titles.
    m_pictures->setDataset(nullptr);
    m_candidates->setDataset(nullptr);
    const quint64 ticket = ++m_ticket;
    runInBackground(
        this,
        [data = m_context->workspace.data(), name = run.dataset, fingerprint = run.dataset_fingerprint] {
            return loadDataset(data, name, fingerprint);
        },
        [this, ticket](const LoadedDataset& loaded) {
            if (ticket != m_ticket) return;
            m_pictures->setDataset(loaded.dataset);
            m_candidates->setDataset(loaded.dataset);
        },
        [](const QString&) {});
}
