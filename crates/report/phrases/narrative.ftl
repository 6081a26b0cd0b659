# Words of the narrative (variant E): the month in sentences, every group beside the mean of the country.

narrative-subject = Tình hình thực hiện công tác cải cách thủ tục hành chính, kết quả Bộ chỉ số 766 { $period } của { $place }

heading-narrative = Tình hình, kết quả thực hiện { $period }
lead-total = Kết quả chung
lead-dossiers = Tình hình tiếp nhận, giải quyết hồ sơ
lead-services = Cung cấp dịch vụ công trực tuyến
tells-transparency = Công bố, cập nhật công khai TTHC
tells-progress = Tiến độ, kết quả giải quyết hồ sơ
tells-online = Nộp hồ sơ trực tuyến
tells-payment = Thanh toán trực tuyến
tells-satisfaction = Mức độ hài lòng
tells-digitisation = Số hóa hồ sơ, kết quả giải quyết TTHC

tells-total = { $place } đạt { $points }/{ $max } điểm{ $rank }
tells-total-unknown = Tổng điểm của { $place } chưa xác định được vì còn nhóm chỉ số chưa có số liệu
reaches = đạt { $points }/{ $max } điểm
reaches-unknown = chưa có điểm vì còn chỉ tiêu chưa có số liệu
resting-on = {" "}({ $rates })
national-mean = ; điểm số mặt bằng chung của cả nước là { $points }/{ $max } điểm{ $distance }
above-the-mean = , cao hơn { $points } điểm
below-the-mean = , thấp hơn { $points } điểm
as-the-mean = , ngang bằng
no-national-mean = Chưa có điểm số mặt bằng chung của cả nước trong kỳ, vì vậy báo cáo không so sánh với cả nước.
only-national-total = Chưa có điểm số mặt bằng chung của cả nước đối với từng nhóm chỉ số.
some-national-mean = Chưa có điểm số mặt bằng chung của cả nước đối với: { $groups }.

told-announced = công bố đúng hạn { $rate }
told-publicised = cập nhật, công khai đúng hạn { $rate }
told-complete = công khai đầy đủ nội dung { $rate }
told-synced = đồng bộ hồ sơ { $rate }
told-on-time = tỷ lệ đúng hạn { $rate }
told-overdue = quá hạn { $rate }
told-used = DVCTT có phát sinh hồ sơ { $rate }
told-filed = tỷ lệ hồ sơ nộp trực tuyến { $rate }
told-offered = TTHC cung cấp thanh toán trực tuyến { $rate }
told-paying = TTHC có giao dịch thanh toán trực tuyến { $rate }
told-paid = tỷ lệ hồ sơ thanh toán trực tuyến { $rate }
told-petitions = PAKN xử lý đúng hạn { $rate }
told-petitions-satisfied = hài lòng trong xử lý PAKN { $rate }
told-satisfied = hài lòng trong tiếp nhận, giải quyết TTHC { $rate }
told-results = tỷ lệ cấp kết quả điện tử { $rate }
told-digitised = số hóa hồ sơ, kết quả { $rate }
told-reused = khai thác, sử dụng lại dữ liệu số hóa { $rate }

offered-fully = DVC trực tuyến toàn trình: { $value }
offered-partly = DVC trực tuyến một phần: { $value }
offered-info = hình thức khác: { $value }

balance = Trong { $period }, { $place } tiếp nhận, giải quyết { $all } hồ sơ, trong đó: đang giải quyết { $progress } hồ sơ ({ $undue } hồ sơ chưa đến hạn; { $overdue } hồ sơ quá hạn); đã giải quyết { $done } hồ sơ ({ $ontime } hồ sơ đúng hạn và trước hạn; { $late } hồ sơ quá hạn).
balance-received = Trong tổng số này, tiếp nhận mới trong kỳ { $count } hồ sơ, từ kỳ trước chuyển sang { $carried } hồ sơ.
balance-missing = Tổng số hồ sơ lớn hơn hai phần cộng lại { $count } hồ sơ; nguồn số liệu không cho biết tình trạng của các hồ sơ này.
balance-excess = Tổng số hồ sơ nhỏ hơn hai phần cộng lại { $count } hồ sơ; cần đối chiếu lại nguồn số liệu.
balance-how = Hồ sơ đã giải quyết quá hạn là tổng số hồ sơ quá hạn của kỳ trừ số hồ sơ đang giải quyết quá hạn.
balance-unknown = Chưa có đủ số liệu về số hồ sơ đang giải quyết và đã giải quyết trong { $period } của { $place }.
