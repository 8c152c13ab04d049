// How a dataset is made of what was chosen: name, filters, pictures, candidates. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <vector>

#include "common/app_context.h"
#include "dataset/prepare.h"

class ParamForm;
class QCheckBox;
class QComboBox;
class QLineEdit;
class QSpinBox;

class ImportSettings : public QWidget {
    Q_OBJECT
  public:
    explicit ImportSettings(AppContext* context, QWidget* parent = nullptr);
    /// Writes what is set here; raw files, columns and bad lines are left alone.
    void writeTo(wb::ImportRequest& request) const;
    /// A name that follows the files until the person types one.
    void setSuggestedName(const QString& name);
    void setPictureFolder(const QString& folder);
    wb::CandidateSettings candidates() const;
    /// Paints wrong values at their fields; true = none. Ready sequences need no filter to be split.
    bool check(bool readySequences);

  private:
    QWidget* pathRow(QLineEdit* edit, const QString& buttonName, bool folder, const QString& title,
                     const QString& filter);
    AppContext* m_context;
    QWidget* makeTextParts();
    QString m_suggested;
    QLineEdit *m_name, *m_pictures, *m_captions, *m_summaries;
    ParamForm* m_filter;
    QCheckBox *m_requireTitle, *m_usePictures, *m_download;
    std::vector<std::pair<QCheckBox*, wb::TextPart>> m_textParts;
    QSpinBox* m_candidates;
    QComboBox* m_sampling;
};
