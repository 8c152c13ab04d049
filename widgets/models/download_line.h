// How far a download is, and a button that stops it; hidden while there is none. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QWidget>

class QLabel;
class QProgressBar;

class DownloadLine : public QWidget {
    Q_OBJECT
  public:
    explicit DownloadLine(QWidget* parent = nullptr);
    void begin();
    /// Bytes; `total` 0 = not known.
    void setProgress(const QString& file, quint64 done, quint64 total);
    void end();
    bool isActive() const { return !isHidden(); }

  Q_SIGNALS:
    void stopRequested();

  private:
    QProgressBar* m_bar;
    QLabel* m_text;
    QElapsedTimer m_since;
    quint64 m_first = 0;  ///< bytes that were there when the first came
    bool m_known = false;
};
