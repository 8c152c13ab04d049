// What validations of stage 2 found, while the run works: how even the probabilities of all lists are, and those of
// one user, who stays the same. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "common/app_context.h"
#include "run_client/run_feed.h"

class CandidateBars;
class CandidatesModel;
class FigurePlot;
class ItemPictures;
class QComboBox;
class QLabel;
class QSlider;

/// The normalised entropy of all lists in a validation, beside the one before it; a slider goes back to earlier ones.
class EntropyView : public QWidget {
    Q_OBJECT
  public:
    explicit EntropyView(QWidget* parent = nullptr);
    void show(const RunFeed& feed);
    FigurePlot* plot() const { return m_plot; }

  private:
    void showChosen();

    FigurePlot* m_plot;
    QSlider* m_time;
    QLabel *m_when, *m_words;
    std::vector<Snapshot> m_snapshots;
    qint64 m_run = 0;
    bool m_ended = false;
};

/// The candidates of one user with their probabilities, redrawn with every validation; a slider goes back to earlier
/// ones.
class PinnedUserView : public QWidget {
    Q_OBJECT
  public:
    explicit PinnedUserView(AppContext* context, QWidget* parent = nullptr);
    void show(const RunFeed& feed);
    qint64 user() const;
    CandidatesModel* candidates() const { return m_candidates; }

  private:
    void showChosen();
    void loadDatasetOf(const wb::RunRow& run);

    AppContext* m_context;
    std::vector<Snapshot> m_snapshots;
    qint64 m_run = 0;
    std::string m_fingerprint;
    quint64 m_ticket = 0;
    Snapshot m_shown;
    qint64 m_shownUser = 0;
    QComboBox* m_users;
    QSlider* m_time;
    QLabel *m_when, *m_empty;
    ItemPictures* m_pictures;
    CandidatesModel* m_candidates;
    CandidateBars* m_bars;
};
